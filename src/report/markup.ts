import { escapeXml } from '../dashboard/picture';

/** HTML that is known to be well formed: made by `h` alone, so that text can never become markup. */
export interface Markup {
  readonly html: string;
}

type Child = Markup | string | null | undefined | false;

const VOID = new Set(['meta', 'br', 'col']);

/** An element. Strings become escaped text; `null`, `undefined` and `false` are left out. */
export function h(
  tag: string,
  attributes: Record<string, string | number | boolean | null | undefined> = {},
  ...children: Child[]
): Markup {
  const written = Object.entries(attributes).flatMap(([name, value]) => {
    if (value === null || value === undefined || value === false) return [];
    return value === true ? [` ${name}`] : [` ${name}="${escapeXml(String(value))}"`];
  });
  const open = `<${tag}${written.join('')}>`;
  return { html: VOID.has(tag) ? open : `${open}${joined(children)}</${tag}>` };
}

/** Children one after the other, without an element around them. */
export function fragment(...children: Child[]): Markup {
  return { html: joined(children) };
}

/** Markup made elsewhere, which must not hold text of others unescaped: vega's drawings, our style sheets. */
export function trusted(html: string): Markup {
  return { html };
}

function joined(children: Child[]): string {
  return children
    .map((child) => {
      if (child === null || child === undefined || child === false) return '';
      return typeof child === 'string' ? escapeXml(child) : child.html;
    })
    .join('');
}
