import { h, type Markup } from './markup';

/** Links of the report to the documentation: the only addresses in it, and nothing is loaded from them. */

export const REPOSITORY = 'https://github.com/latent-lens/latent-lens';

/** Link to a section of docs/diagnostics.md. @param section its heading, or a finding's code */
export function documentationLink(section: string, text: string, label?: string): Markup {
  const anchor = section.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return h('a', { href: `${REPOSITORY}/blob/main/docs/diagnostics.md#${anchor}`, 'aria-label': label }, text);
}
