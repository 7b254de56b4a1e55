/** What a list shows while one of its rows must stay where it is, and how much that holds back. */
export interface HeldOrder {
  order: string[];
  updates: number;
}

/**
 * The order that leaves everything down to the held row in its place; what is below it is as it should be.
 * Nothing when the new order moves none of them.
 */
export function heldOrder(current: string[], fresh: string[], held: string): HeldOrder | undefined {
  const still = current.slice(0, current.indexOf(held) + 1);
  if (still.length === 0 || still.every((id, at) => fresh[at] === id)) return undefined;
  const isStill = new Set(still);
  const isFresh = new Set(fresh);
  const below = fresh.slice(boundary(current, fresh, held)).filter((id) => !isStill.has(id));
  const isBelow = new Set(below);
  const arrived = fresh.filter((id) => !isStill.has(id) && !isBelow.has(id));
  const gone = still.filter((id) => !isFresh.has(id));
  const common = still.filter((id) => isFresh.has(id));
  const inOrder = fresh.filter((id) => isStill.has(id));
  const moved = common.filter((id, at) => inOrder[at] !== id);
  return { order: [...still, ...below], updates: Math.max(1, arrived.length + gone.length + moved.length) };
}

/** Where in the new order begins what is below the held row. */
function boundary(current: string[], fresh: string[], held: string): number {
  const at = fresh.indexOf(held);
  if (at >= 0) return at + 1;
  const next = current.slice(current.indexOf(held) + 1).find((id) => fresh.includes(id));
  return next === undefined ? fresh.length : fresh.indexOf(next);
}
