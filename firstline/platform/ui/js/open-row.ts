// The row of the ticket that is open stays marked, however the ticket was opened or closed.
document.addEventListener("htmx:pushedIntoHistory", () => {
  for (const item of document.querySelectorAll<HTMLAnchorElement>("a[data-list-item][hx-get]")) {
    // Also of what has the place of the ticket: its history, what is asked on its side.
    if (location.pathname.startsWith(item.pathname)) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
});
