import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parsePython } from '../../../src/trainingScripts/pythonParse';
import { analyzeScript } from '../../../src/trainingScripts/pythonScript';
import { WRITER_CALL, WRITER_NAME, WRITER_TEXT } from '../../../src/writers/dumpWriter';
import { findWriter, insertWriter } from '../../../src/writers/insertWriter';
import snippets from '../../../src/writers/snippets';

const WRITER = '<writer>\n';

/** The script with the writer, whose text is shortened. */
function inserted(script: string): string {
  const { span, text } = insertWriter(script);
  return (script.slice(0, span.from) + text + script.slice(span.to)).replace(WRITER_TEXT, WRITER);
}

/** Whether Python can read it. */
function parses(text: string): boolean {
  let isWhole = true;
  parsePython(text).iterate({
    enter: ({ type }) => {
      isWhole &&= !type.isError;
    },
  });
  return isWhole;
}

describe('the writer', () => {
  it('is Python that imports the standard library and NumPy, and nothing before it is called', () => {
    expect(parses(WRITER_TEXT)).toBe(true);
    const imports = [...WRITER_TEXT.matchAll(/^( *)(?:import|from) (\w+)/gm)];
    expect(imports.map(([, , module]) => module)).toEqual(['inspect', 'json', 'os', 'tempfile', 'pathlib', 'numpy']);
    expect(imports.map(([, indent]) => indent.length)).toEqual(imports.map(() => 4));
    expect(WRITER_TEXT.startsWith(`def ${WRITER_NAME}(`)).toBe(true);
    expect(WRITER_TEXT).toMatch(/[^\n]\n$/);
  });

  it('fits between the margins of a formatter', () => {
    expect(Math.max(...WRITER_TEXT.split('\n').map((line) => line.length))).toBeLessThanOrEqual(92);
  });

  it('is found where it is defined or imported, and not where it is only spoken of', () => {
    expect(findWriter(`import os\n\n\n${WRITER_TEXT}`)).toBe(12);
    expect(findWriter(`import os\r\nfrom my.dumps import other, ${WRITER_NAME}\r\n`)).toBe(11);
    for (const text of [
      '',
      `# def ${WRITER_NAME}(`,
      `"""\ndef ${WRITER_NAME}(mu):\n"""`,
      `${WRITER_NAME}(1)`,
      `def ${WRITER_NAME}s():\n    pass\n`,
    ]) {
      expect(findWriter(text), text).toBeNull();
    }
  });
});

describe('the writer is inserted', () => {
  it.each([
    [
      'after the imports',
      'import torch\nimport numpy as np\n\nGAMMA = 1\n',
      `import torch\nimport numpy as np\n\n\n${WRITER}\n\nGAMMA = 1\n`,
    ],
    ['two blank lines from what follows', 'import os\nx = 1\n', `import os\n\n\n${WRITER}\n\nx = 1\n`],
    ['without a third blank line', 'import os\n\n\nclass A: pass\n', `import os\n\n\n${WRITER}\n\nclass A: pass\n`],
    [
      'after an import of several lines',
      'from a import (\n    b,  # (c)\n    d,\n)\nx = 1\n',
      `from a import (\n    b,  # (c)\n    d,\n)\n\n\n${WRITER}\n\nx = 1\n`,
    ],
    [
      'after an import with a backslash',
      'from a import b, \\\n    c\nx = 1\n',
      `from a import b, \\\n    c\n\n\n${WRITER}\n\nx = 1\n`,
    ],
    [
      'after code between imports',
      'import os\nos.umask(2)\nimport torch\n',
      `import os\nos.umask(2)\nimport torch\n\n\n${WRITER}`,
    ],
    [
      'before an import of a later block',
      'import os\n\ndef f():\n    import json\n\nimport late\n',
      `import os\n\n\n${WRITER}\n\ndef f():\n    import json\n\nimport late\n`,
    ],
    ['after the last line without its end', 'import os', `import os\n\n\n${WRITER}`],
    [
      'after the docstring that speaks of imports',
      '"""A VAE.\nimport this\nfrom the paper\n"""\nx = 1\n',
      `"""A VAE.\nimport this\nfrom the paper\n"""\n\n\n${WRITER}\n\nx = 1\n`,
    ],
    [
      'before the first statement',
      '#!/usr/bin/env python\n\nprint("it\'s # no comment")\n',
      `#!/usr/bin/env python\n\n\n${WRITER}\n\nprint("it's # no comment")\n`,
    ],
    ['after the magic of a cell', '%%time\nx = 1', `%%time\n\n\n${WRITER}\n\nx = 1`],
    ['into an empty script', '', WRITER],
    ['between the lines of Windows', 'import os\r\n\r\nx = 1\r\n', `import os\r\n\n\n${WRITER}\n\r\nx = 1\r\n`],
  ])('%s', (_, script, expected) => {
    expect(inserted(script)).toBe(expected);
  });

  it('after the imports that are typed so far', () => {
    expect(inserted('import os\ns = """not closed\nimport x\n')).toBe(
      `import os\n\n\n${WRITER}\n\ns = """not closed\nimport x\n`,
    );
  });
});

describe('the writer says nothing of gamma', () => {
  const folder = fileURLToPath(new URL('../../fixtures/scripts', import.meta.url));
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.py'));

  /** What each site says, and the text it stands on. */
  const sitesOf = (text: string) =>
    analyzeScript(text).sites.map(({ span, gamma, source, name, batchNorm }) => {
      return { gamma, source, name, eps: batchNorm?.eps.value, text: text.slice(span.from, span.to) };
    });

  it.each(scripts)('in %s', (name) => {
    const script = readFileSync(join(folder, name), 'utf8');
    const { span, text } = insertWriter(script);
    const withWriter = script.slice(0, span.from) + text + script.slice(span.to);
    expect(findWriter(withWriter)).not.toBeNull();
    expect(parses(withWriter)).toBe(parses(script));
    expect(sitesOf(withWriter)).toEqual(sitesOf(script));
  });
});

describe('the snippets', () => {
  it('insert the text and the call of the command', () => {
    const { body } = snippets['Latent dump writer'];
    expect(`${body.replace(/\\([\\$}])/g, '$1')}\n`).toBe(WRITER_TEXT);
    // A bare `$` or brace would be a variable of the editor.
    expect(body.replace(/\\[\\$}]/g, '')).not.toMatch(/[$}\\]/);
    expect(snippets['Latent dump'].body).toBe(WRITER_CALL);
  });

  it('call the writer with what it takes', () => {
    const call = WRITER_CALL.replace(/\$\{\d:([^}]*)\}/g, '$1');
    expect(call).toBe("save_latent_dump('dumps/run', mu, logvar, labels=labels, bn=None, gamma=gamma, epoch=epoch)");
    expect(parses(call)).toBe(true);
  });
});
