import { h } from '../dom';
import { post } from '../host';
import { canCopy, copyPicture, savePicture } from '../savePicture';

/** A button that opens a menu below itself; in the browser's top layer, so that nothing cuts it off. */
function createMenu(text: string, label: string, items: [name: string, action: () => void][]): HTMLElement {
  const entries = items.map(([name, action]) =>
    h(
      'button',
      {
        role: 'menuitem',
        tabindex: -1,
        onclick: () => {
          menu.hidePopover();
          action();
        },
      },
      name,
    ),
  );
  const menu = h(
    'div',
    {
      class: 'menu',
      role: 'menu',
      popover: 'auto',
      'aria-label': label,
      ontoggle: (event) => button.setAttribute('aria-expanded', String((event as ToggleEvent).newState === 'open')),
      onkeydown: (event) => step(event as KeyboardEvent),
    },
    ...entries,
  );
  const button = h(
    'button',
    {
      class: 'menu-button',
      'aria-label': label,
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
      title: label,
      onclick: open,
      onkeydown: (event) => {
        if ((event as KeyboardEvent).key === 'ArrowDown') open(event);
      },
    },
    text,
  );

  function open(event: Event): void {
    event.preventDefault();
    menu.showPopover();
    const at = button.getBoundingClientRect();
    const { offsetWidth, offsetHeight } = menu;
    const below = at.bottom + offsetHeight <= window.innerHeight;
    menu.style.left = `${Math.max(0, Math.min(at.right, window.innerWidth) - offsetWidth)}px`;
    menu.style.top = `${below ? at.bottom : at.top - offsetHeight}px`;
    entries[0].focus();
  }

  function step(event: KeyboardEvent): void {
    if (event.key === 'Tab') {
      menu.hidePopover();
      return;
    }
    const at = entries.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: entries.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    entries[(to + entries.length) % entries.length].focus();
  }

  // A menu stays where it was opened: what scrolls away under it would no longer be what it saves.
  window.addEventListener('scroll', () => menu.matches(':popover-open') && menu.hidePopover());
  return h('span', { class: 'export' }, button, menu);
}

/** Saves what a figure shows. @param title of the figure */
export function createPictureMenu(title: string, figure: () => HTMLElement): HTMLElement {
  const said = h('span', { role: 'status', class: 'said' });
  const attempt = (action: Promise<void>, done: string) => {
    said.textContent = '';
    action.then(
      () => {
        said.textContent = done;
      },
      (error) => {
        said.textContent = `Not possible: ${error instanceof Error ? error.message : error}`;
      },
    );
  };
  const menu = createMenu('\u2913', `Save chart: ${title}`, [
    ['Save as SVG\u2026', () => attempt(savePicture(figure(), 'svg'), '')],
    ['Save as PNG\u2026', () => attempt(savePicture(figure(), 'png'), '')],
    ...(canCopy()
      ? ([['Copy PNG', () => attempt(copyPicture(figure()), 'Copied')]] satisfies [string, () => void][])
      : []),
  ]);
  menu.prepend(said);
  return menu;
}

/** Saves the whole report. */
export function createReportMenu(): HTMLElement {
  return createMenu('Export', 'Export the report', [
    ['Report as HTML\u2026', () => post({ type: 'exportReport', format: 'html' })],
    ['Numbers as JSON\u2026', () => post({ type: 'exportReport', format: 'json' })],
    ['Numbers as CSV\u2026', () => post({ type: 'exportReport', format: 'csv' })],
  ]);
}
