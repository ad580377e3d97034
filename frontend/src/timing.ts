// Waits until somebody stops typing.

export function whenQuiet<Values extends unknown[]>(milliseconds: number, act: (...values: Values) => void) {
  let timer = 0;
  return (...values: Values): void => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => act(...values), milliseconds);
  };
}
