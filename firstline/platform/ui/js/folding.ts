// data-folds="id": opens every message in there, or folds those again that the server had folded.
document.addEventListener("click", (event) => {
  const folder = (event.target as Element).closest<HTMLElement>("[data-folds]");
  const conversation = folder && document.getElementById(folder.dataset["folds"]!)?.parentElement;
  if (!conversation) return;
  const messages = [...conversation.querySelectorAll<HTMLDetailsElement>("details.message")];
  const opens = messages.some((message) => !message.open);
  for (const message of messages) message.open = opens;
});
