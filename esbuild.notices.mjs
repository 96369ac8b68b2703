/** The licences of everything that the bundles contain, as their terms want. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @param {import('esbuild').Metafile[]} metafiles of the bundles @param {string} file to write */
export function writeNotices(metafiles, file) {
  const folders = new Set(metafiles.flatMap(({ inputs }) => Object.keys(inputs).flatMap(packageFolder)));
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder).filter((entry) => /^(licen[cs]e|notice)/i.test(entry));
    const terms = texts.map((entry) => readFileSync(join(folder, entry), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...terms].join('\n\n');
  });
  writeFileSync(file, `${notices.join(`\n\n${'-'.repeat(80)}\n\n`)}\n`);
}

/** The folder of the package that a file belongs to; none for our own. */
function packageFolder(path) {
  const parts = dirname(path).split(/[\\/]/);
  const at = parts.lastIndexOf('node_modules');
  if (at < 0 || parts[at + 1] === '.cache') return [];
  return [parts.slice(0, at + (parts[at + 1].startsWith('@') ? 3 : 2)).join('/')];
}
