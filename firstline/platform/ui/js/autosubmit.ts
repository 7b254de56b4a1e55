// data-autosubmit on a control or a form: a change sends it.
document.addEventListener("change", (event) => {
  const control = event.target as HTMLInputElement;
  if (control.closest("[data-autosubmit]")) control.form?.requestSubmit();
});
