// data-enter-presses="id": Enter in this field presses that button, and not the form's first one.
document.addEventListener("keydown", (event) => {
  const field = event.target as HTMLInputElement;
  const id = field.dataset?.["enterPresses"];
  if (!id || event.key !== "Enter" || event.isComposing || event.defaultPrevented) return;
  if (event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (field.value.trim()) document.getElementById(id)?.click();
});
