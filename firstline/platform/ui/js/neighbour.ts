/** Which of the rows one comes to stand before that is dragged to this height; their number for the end. */
export function neighbour(rows: { top: number; height: number }[], y: number): number {
  const at = rows.findIndex(({ top, height }) => y < top + height / 2);
  return at === -1 ? rows.length : at;
}
