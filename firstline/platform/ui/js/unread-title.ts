/** The title of the tab with the number of unread notices before it, or without any. */
export function titled(title: string, count: string): string {
  const bare = title.replace(/^\(\d+\+?\) /, "");
  return count ? `(${count}) ${bare}` : bare;
}
