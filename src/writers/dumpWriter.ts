import text from './save_latent_dump.py?raw';

/** The name of the function that saves a latent dump from a training script. */
export const WRITER_NAME = 'save_latent_dump';

/**
 * The function itself, Python that needs nothing but NumPy: it writes mu.npy, logvar.npy, labels.npy and the sidecar.
 * One text for all frameworks, since it asks what it is given for what it needs.
 */
export const WRITER_TEXT = text;

/** Its call, in the syntax of VS Code's snippets. */
export const WRITER_CALL = `${WRITER_NAME}('\${1:dumps/run}', \${2:mu}, \${3:logvar}, labels=\${4:labels}, bn=\${5:None}, gamma=\${6:gamma}, epoch=\${7:epoch})`;
