// Buttons of the help that insert an operator into the search field; "…" in it stands for the text already typed.

export function startSearchHelp(): void {
  const input = document.querySelector<HTMLInputElement>(".search-form input[name=q]");
  if (!input) return;
  for (const button of document.querySelectorAll<HTMLElement>("[data-insert]")) {
    button.addEventListener("click", () => insert(input, button.dataset["insert"] ?? ""));
  }
}

function insert(input: HTMLInputElement, operator: string): void {
  const words = input.value.trim();
  const [before, after] = operator.split("…");
  if (after !== undefined) {
    const bare = words.replaceAll('"', "");
    put(input, `${before}${bare}${after}`, bare ? 0 : (after.length));
  } else if (operator === "*") {
    put(input, `${words}*`, words ? 0 : 1);
  } else {
    const needsWord = operator === operator.toUpperCase() && /\w/.test(operator);
    put(input, `${words}${words ? " " : ""}${operator}${needsWord ? " " : ""}`, 0);
  }
}

/** Write the words and set the caret this many letters before their end. */
function put(input: HTMLInputElement, words: string, back: number): void {
  input.value = words;
  input.focus();
  input.setSelectionRange(words.length - back, words.length - back);
}
