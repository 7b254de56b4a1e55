/** What `build/emoji.ts` makes: sign, name, further words. */
declare const emoji: [string, string, string][];
export default emoji;
