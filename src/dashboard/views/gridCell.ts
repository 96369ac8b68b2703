/** A cell of the table that the keyboard is at; row -1 is that of the headings. */
export interface GridCell {
  row: number;
  column: number;
}

/** Size of a grid, and the rows that a page of it shows. */
export interface GridSize {
  rows: number;
  columns: number;
  page: number;
}

/**
 * Where a key leads, as in any ARIA grid, or null for other keys: arrows to the neighbours, Home and End to the ends of
 * the row, with Ctrl to the first and the last row, Page Up and Page Down by as many rows as are in sight.
 */
export function cellAfterKey(key: string, ctrl: boolean, at: GridCell, size: GridSize): GridCell | null {
  const { rows, columns, page } = size;
  const row = (to: number) => ({ ...at, row: Math.max(-1, Math.min(rows - 1, to)) });
  const body = (to: number) => row(Math.max(0, to));
  const column = (to: number) => ({ ...at, column: Math.max(0, Math.min(columns - 1, to)) });
  switch (key) {
    case 'ArrowUp':
      return row(at.row - 1);
    case 'ArrowDown':
      return row(at.row + 1);
    case 'ArrowLeft':
      return column(at.column - 1);
    case 'ArrowRight':
      return column(at.column + 1);
    case 'Home':
      return ctrl ? body(0) : column(0);
    case 'End':
      return ctrl ? body(rows - 1) : column(columns - 1);
    case 'PageUp':
      return body(at.row - page);
    case 'PageDown':
      return body(at.row + page);
    default:
      return null;
  }
}
