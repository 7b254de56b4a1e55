/** How well a label answers what was typed: 0 is not at all, more is better. */
export function rank(label: string, typed: string): number {
  const text = folded(label);
  const words = folded(typed).split(/\s+/).filter(Boolean);
  if (words.length === 0) return 1;
  const ranks = words.map((word) => rankOfWord(text, word));
  return Math.min(...ranks);
}

function rankOfWord(text: string, word: string): number {
  if (text.startsWith(word)) return 4;
  const at = text.indexOf(word);
  if (at > 0) return /\W/u.test(text[at - 1]!) ? 3 : 2;
  return isScattered(text, word) ? 1 : 0;
}

/** All letters, in their order, with others between. One or two letters would be in everything. */
function isScattered(text: string, word: string): boolean {
  if (word.length < 3) return false;
  let from = 0;
  for (const letter of word) {
    const at = text.indexOf(letter, from);
    if (at < 0) return false;
    from = at + 1;
  }
  return true;
}

function folded(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
