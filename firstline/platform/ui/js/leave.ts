// Escape leaves what one writes in an open ticket: the text stays, and single keys work again.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.isComposing) return;
  const field = (event.target as Element).closest("input, textarea, [contenteditable='true']");
  if (!field || field.closest("dialog, [data-menu]")) return;
  const reading = field.closest("article.ticket")?.querySelector<HTMLElement>(".ticket-timeline");
  reading?.focus({ preventScroll: true });
});
