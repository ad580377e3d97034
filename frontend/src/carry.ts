// What is typed or chosen while a response is on its way is carried over into the part of the page it replaces.

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
type Values = Map<string, string>;
type Swap = CustomEvent<{ xhr: XMLHttpRequest; target: HTMLElement }>;

export function startCarry(): void {
  const sent = new WeakMap<XMLHttpRequest, Values>();
  const changed = new WeakMap<XMLHttpRequest, Values>();
  document.addEventListener("htmx:beforeSend", (event) => {
    const { xhr, target } = (event as Swap).detail;
    sent.set(xhr, valuesIn(target));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, target } = (event as Swap).detail;
    const before = sent.get(xhr);
    changed.set(xhr, new Map([...valuesIn(target)].filter(([id, value]) => before?.get(id) !== value)));
  });
  document.addEventListener("htmx:afterSwap", (event) => each(changed.get((event as Swap).detail.xhr), (field, value) => (field.value = value)));
  // by now the new fields have their listeners, so whatever typing triggers is triggered
  document.addEventListener("htmx:afterSettle", (event) => each(changed.get((event as Swap).detail.xhr), (field) => field.dispatchEvent(new Event("input", { bubbles: true }))));
}

function valuesIn(part: HTMLElement): Values {
  const fields = part.querySelectorAll<Field>('input[id]:not([type=hidden], [type=checkbox], [type=radio], [type=file]), select[id], textarea[id]');
  return new Map([...fields].map((field) => [field.id, field.value]));
}

function each(values: Values | undefined, act: (field: Field, value: string) => void): void {
  values?.forEach((value, id) => {
    const field = document.getElementById(id);
    if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement || field instanceof HTMLTextAreaElement) act(field, value);
  });
}
