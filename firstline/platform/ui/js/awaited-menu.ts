// A key that was pressed before the menu had come that it is for: it works in that menu alone.
let awaited: { key: string; menu: string } | undefined;

export function awaitMenu(key: string, menu: string): void {
  awaited = { key, menu };
}

/** The key to press in the menu that has come; another menu leaves it as it is. */
export function keyFor(menu: string): string | undefined {
  if (awaited?.menu !== menu) return undefined;
  const { key } = awaited;
  awaited = undefined;
  return key;
}

/** The menu does not come. */
export function forget(menu: string): void {
  if (awaited?.menu === menu) awaited = undefined;
}
