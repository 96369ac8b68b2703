/** `# latent-lens: ignore CODE, CODE` or `ignore-file`; words after the codes are the author's reason. */
const DIRECTIVE =
  /(?:#|\/\/|<!--)\s*latent-lens:\s*ignore(-file)?(?![-\w])[ \t]*([a-z]+(?:-[a-z]+)*(?:[ \t]*,[ \t]*[a-z]+(?:-[a-z]+)*)*)?/;

/** A line that holds nothing but a comment; in a notebook it is a JSON string. */
const COMMENT_LINE = /^\s*"?\s*(?:#|\/\/|<!--)/;

interface Directive {
  wholeFile: boolean;
  /** Null: all. */
  codes: string[] | null;
}

/** Says whether the author silenced a code on these lines (1-based, inclusive). */
export type Silenced = (code: string, firstLine: number, lastLine: number) => boolean;

/**
 * Reads the comments by which the author of a file silences findings: `# latent-lens: ignore CODE[, CODE]` at the end
 * of the line or on a line of its own above, `# latent-lens: ignore-file [CODE]` anywhere; without a code all are
 * meant. The comment may begin with `#`, `//` or `<!--`: one reader serves Python, notebooks, shell, YAML, TOML, JSON
 * and Markdown.
 */
export function silencedBy(text: string): Silenced {
  if (!text.includes('latent-lens:')) return () => false;
  const lines = text.split(/\r?\n/);
  const directives = lines.map(directiveOf);
  const everywhere = directives.filter((directive) => directive?.wholeFile);
  return (code, firstLine, lastLine) => {
    let [first, last] = [firstLine - 1, lastLine - 1];
    // No comment can stand between the lines of a command that backslashes join.
    while (first > 0 && lines[first - 1].endsWith('\\')) first--;
    while (last + 1 < lines.length && lines[last].endsWith('\\')) last++;
    while (first > 0 && COMMENT_LINE.test(lines[first - 1])) first--;
    return [...everywhere, ...directives.slice(first, last + 1)].some(
      (directive) => directive && (directive.codes === null || directive.codes.includes(code)),
    );
  };
}

function directiveOf(line: string): Directive | null {
  const found = DIRECTIVE.exec(line);
  return found && { wholeFile: found[1] !== undefined, codes: found[2]?.split(',').map((code) => code.trim()) ?? null };
}
