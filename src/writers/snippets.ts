import { WRITER_CALL, WRITER_TEXT } from './dumpWriter';

/** A text as the body of a snippet, in which `$`, `}` and the backslash have a meaning. */
const asBody = (text: string): string => text.trimEnd().replace(/[\\$}]/g, '\\$&');

/** What the build writes to dist/snippets.json, which VS Code reads by itself. */
export default {
  'Latent dump writer': {
    prefix: 'latent-dump-writer',
    body: asBody(WRITER_TEXT),
    description: 'A function that saves mu, logvar, labels and meta.json for Latent Lens',
  },
  'Latent dump': {
    prefix: 'latent-dump',
    body: WRITER_CALL,
    description: 'Saves a latent dump with save_latent_dump, the function of latent-dump-writer',
  },
};
