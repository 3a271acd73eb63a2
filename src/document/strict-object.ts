import { z } from 'zod';

/** Keys under which people try to put a secret into a file. */
const SECRETS = new Set([
  'token',
  'accesstoken',
  'password',
  'secret',
  'clientsecret',
  'accountkey',
  'connectionstring',
  'sas',
  'pat',
]);

/** The rule about unknown keys; marks a message as ours, so that it may be shown. */
export const UNKNOWN_KEY = 'unknown key';

/**
 * An object that takes these keys and no other. The message about another key names those that are known, never the
 * one that was found: it is text of the file.
 */
export function strictObject<Shape extends z.core.$ZodShape>(
  shape: Shape,
): z.ZodObject<Shape, z.core.$strict> {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) => {
      if (issue.code !== 'unrecognized_keys') return undefined;
      const keys = (issue as z.core.$ZodIssueUnrecognizedKeys).keys.map((key) =>
        key.toLowerCase().replace(/[-_]/g, ''),
      );
      return keys.some((key) => SECRETS.has(key))
        ? `${UNKNOWN_KEY}: secrets are never in this file but in the environment (DATABRICKS_TOKEN, AZURE_STORAGE_CONNECTION_STRING); change the one that stood here`
        : `${UNKNOWN_KEY}; the keys here are ${known}`;
    },
  });
}
