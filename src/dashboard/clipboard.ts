/**
 * Puts text on the clipboard, in answer to a click or a key; false where the browser refuses. By the page's own copy
 * event: navigator.clipboard wants a permission that a webview in a browser does not have.
 */
export function copyText(text: string): boolean {
  // Without it the browser sees nothing to copy where no text is selected.
  const enable = (event: Event) => event.preventDefault();
  const give = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopPropagation();
    event.clipboardData?.setData('text/plain', text);
  };
  document.addEventListener('beforecopy', enable, { capture: true });
  document.addEventListener('copy', give, { capture: true });
  try {
    return document.execCommand('copy');
  } finally {
    document.removeEventListener('beforecopy', enable, { capture: true });
    document.removeEventListener('copy', give, { capture: true });
  }
}
