/** A style sheet's text, which esbuild.config.mjs and vitest put in place of the import. */
declare module '*.css?raw' {
  const text: string;
  export default text;
}
