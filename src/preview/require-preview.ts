import { denied } from '../approval/denial.ts';
import { readPolicies } from '../approval/policy-record.ts';
import type { Configuration } from '../configuration/configuration.ts';
import { ConfigurationError } from '../errors.ts';
import type { BlobStore } from '../storage/blob-store.ts';

/**
 * Refuses where previews are off, before anything else is asked of anybody.
 * @throws ConfigurationError `PREVIEW_OFF`
 */
export function requirePreviewOn({ preview }: Pick<Configuration, 'preview'>): void {
  if (preview.enabled) return;
  throw new ConfigurationError('Previews are off: nothing was asked, of GitHub, the storage or the source.', {
    code: 'PREVIEW_OFF',
    remedy:
      'Where the collaborator agreed to them, an owner sets preview.enabled: true in the configuration, by a pull request of its own.',
  });
}

/**
 * Refuses a configuration that is not, to the byte, the one that an owner approved last: a switch that anybody else turned
 * is off. Where no policy was ever approved by pull request, only one that allows approvals by hand may say so.
 * @throws IntegrityError `POLICY_UNAPPROVED`, `APPROVAL_CHAIN_BROKEN`
 */
export async function requireApprovedPolicy(
  approvals: BlobStore,
  { content, approvals: policy }: Pick<Configuration, 'content' | 'approvals'>,
): Promise<void> {
  const newest = (await readPolicies(approvals)).at(-1);
  const stands = newest === undefined ? policy.manual : newest.configuration.blob === content.blob;
  if (!stands) throw denied('POLICY_UNAPPROVED');
}
