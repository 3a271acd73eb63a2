import { accessSync } from 'node:fs';
import path from 'node:path';

/** The Chromium or Chrome of this machine; undefined where there is none. `CHROMIUM` names one by its file. */
export function browserFile(): string | undefined {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const names = ['chromium', 'chromium-browser', 'google-chrome'];
  const files = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return [process.env.CHROMIUM, ...files].find((file) => {
    if (file === undefined || file === '') return false;
    try {
      accessSync(file);
      return true;
    } catch {
      return false;
    }
  });
}
