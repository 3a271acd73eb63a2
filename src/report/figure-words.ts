/** Figures and durations as a summary says them; they are rounded already. */

const SIZES = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];

export function rowsInWords(rows: number | null): string {
  return rows === null ? '–' : rows.toLocaleString('en-US');
}

/** Decimal units: two digits stay two digits. */
export function bytesInWords(bytes: number | null): string {
  if (bytes === null) return '–';
  const power = bytes < 1000 ? 0 : Math.min(SIZES.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${Number((bytes / 1000 ** power).toPrecision(2))} ${SIZES[power]}`;
}

export function durationInWords(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 100) return `${Number(seconds.toPrecision(2))} s`;
  const minutes = seconds / 60;
  if (minutes < 100) return `${Number(minutes.toPrecision(2))} min`;
  return `${Number((minutes / 60).toPrecision(2))} h`;
}

export function cohortsInWords(count: number): string {
  return `${count} cohort${count === 1 ? '' : 's'}`;
}
