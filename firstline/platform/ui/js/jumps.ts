// <a href="#id" data-jumps> goes to a control and takes it up, out of a closed drawer too.
import { closedDrawerOf, openDrawer } from "./drawers.ts";

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-jumps]");
  const control = link && document.getElementById(link.hash.slice(1));
  if (!control) return;
  event.preventDefault();
  link.closest(".toast")?.remove();
  const drawer = closedDrawerOf(control);
  // After this click has closed what it closes outside of itself.
  setTimeout(() => {
    if (drawer) openDrawer(drawer);
    control.scrollIntoView({ block: "center" });
    control.focus();
    if (control.matches("[popovertarget]")) control.click();
  });
});
