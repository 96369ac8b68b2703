/** A Python file's text, which esbuild.config.mjs and vitest put in place of the import. */
declare module '*.py?raw' {
  const text: string;
  export default text;
}
