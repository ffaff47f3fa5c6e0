/** Back closes a dialog: it has an entry of the history, which is left again with it. */

/** Let Back close a dialog that is open; returns the function that leaves it in the same way. */
export function closedByBack(dialog, signal) {
  history.pushState({dialog: true}, "");
  const leave = () => {
    if (history.state?.dialog) history.back();
    else dialog.close();
  };
  window.addEventListener("popstate", () => dialog.close(), {signal});
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  }, {signal});
  // Where the browser closes it by itself.
  dialog.addEventListener("close", () => history.state?.dialog && history.back(), {signal});
  return leave;
}
