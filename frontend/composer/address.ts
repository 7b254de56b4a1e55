const safeSchemes = ["http:", "https:", "mailto:", "tel:"];

/** What somebody types as a link, completed; empty when it can be none. */
export function completed(typed: string): string {
  const address = typed.trim();
  if (!address || /\s/.test(address)) return "";
  if (/^[^@/:?#]+@[^@/]+\.[^@/]+$/.test(address)) return `mailto:${address}`;
  const hasScheme = /^[a-z][a-z0-9+.-]*:/i.test(address) && !/^[\w.-]+:\d/.test(address);
  const whole = hasScheme ? address : `https://${address}`;
  return isSafeAddress(whole) ? whole : "";
}

/** Only schemes that lead somewhere and run nothing. */
export function isSafeAddress(address: string): boolean {
  return URL.canParse(address) && safeSchemes.includes(new URL(address).protocol);
}
