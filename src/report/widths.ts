/** Widths of the report's drawings in pixels, before the page makes them fit. */

/** A figure beside another one, or alone on a narrow page. */
export const COLUMN = 620;
/** A figure of the page's whole width. */
export const PAGE = 1272;
/** One of many small ones. */
export const SMALL = 300;
