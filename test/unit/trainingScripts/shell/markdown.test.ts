import { expect, it } from 'vitest';
import { shellBlocks } from '../../../../src/trainingScripts/shell/markdown';
import { pieces } from '../marked';

const blocks = (text: string) => pieces(text, shellBlocks(text));

it.each([
  ['```\na\nb\n```\nc\n```bash\nd\n```', ['a\nb\n', 'd\n']],
  ['~~~sh\r\na\r\n~~~\r\n', ['a\r\n']],
  ['1. x\n   ```console\n   $ a\n   ```', ['   $ a\n']],
  ['````\n```\na\n````\nb', ['```\na\n']],
  ['```{.bash}\na\n```', ['a\n']],
  ['```sh\na', ['a']],
])('the shell blocks of %j', (text, found) => expect(blocks(text)).toEqual(found));

it.each([['```python\na\n```'], ['```yaml\na\n```'], ['a `b` c'], ['```js\na']])('%j has none', (text) => {
  expect(blocks(text)).toEqual([]);
});
