import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);

// src/log/public-error-table.ts
var PUBLIC_ERROR_TABLE = {
  CONFIGURATION_MISSING: [
    "There is no configuration at the path given.",
    "Name it with --config, or run where cohort-sync.yml lies."
  ],
  CONFIGURATION_INVALID: [
    "The configuration has mistakes; each is listed with its line and rule.",
    "Correct the lines named. The README lists every key."
  ],
  APPROVALS_ELSEWHERE: [
    "The configuration names another container of approvals than the runners were told to believe.",
    "Find out who changed approvals.url and put it back, or set COHORT_SYNC_APPROVALS_URL on the runners."
  ],
  COHORTS_MISSING: [
    "The directory of cohort files is not there.",
    "Correct cohorts in the configuration, or make the directory."
  ],
  COHORT_INVALID: [
    "A cohort file has mistakes; each is listed with its line and rule.",
    "Correct the lines named; cohorts/README.md tells every key."
  ],
  TABLE_UNKNOWN: ["A table was asked for that could never land.", "Name tables as cohorts/README.md does."],
  COHORT_UNKNOWN: [
    "A cohort was asked for that has no file (for audit: neither a file nor an approval nor a landing).",
    "Name cohorts by the id of their file."
  ],
  COHORT_ID_INVALID: [
    "What was given as a cohort is not an id.",
    "3 to 48 small letters, digits and hyphens, beginning with a letter."
  ],
  ID_LIST_INVALID: [
    "A list of persons has lines that are no ids; the lines are listed, never their text.",
    "One whole number a line, in a column person_id or alone."
  ],
  FILE_UNREADABLE: [
    "A file that was named cannot be read, or a landed data file is not the Parquet file that it should be.",
    "Check path and rights; for a landed file, have the table rebuilt."
  ],
  OVERRIDE_INVALID: [
    "An override file has mistakes; each is listed with its line and rule.",
    "Correct the lines named; decision 0011 tells every key."
  ],
  OVERRIDE_INPUT: [
    "An override lacks its finding, a name or a reason, or what was to be accepted is no digest.",
    "Give the 64 digits whole, and --by and --reason one line each."
  ],
  REPORT_MISSING: [
    "There is no report of that run, or none that can be read.",
    "Name a run that came to its end, or none for the newest."
  ],
  OVERRIDE_UNKNOWN: [
    "--accept names a finding that nobody approved an override of.",
    "Have overrides/<finding>.yml approved, or record it by hand."
  ],
  APPROVAL_INPUT: [
    "A manual approval lacks a name or a reason, or they are more than one line.",
    "Give --by and --reason one line each."
  ],
  INIT_INPUT: [
    "init was given a choice that cannot be, or a directory that is not there.",
    "Name the actions by a whole commit id, and a directory that exists."
  ],
  INIT_FILES_MISSING: [
    "The files that init writes are not beside the program.",
    "Run it from a checkout of the cohort-sync repository."
  ],
  USAGE: [
    "The command line has a mistake: an unknown command or option, a value that does not fit, options that exclude each other.",
    "See --help of the command."
  ],
  STORAGE_ADDRESS: [
    "A storage address is not usable.",
    "Write it as https://<account>.blob.core.windows.net/<container>."
  ],
  STORAGE_ACCOUNT_MISMATCH: [
    "An address lies in another account than the connection string is for.",
    "Unset the connection string to use an Azure identity, or correct the address."
  ],
  STORAGE_CONNECTION_STRING: [
    "AZURE_STORAGE_CONNECTION_STRING is no connection string.",
    "Copy it whole from the access keys of the account."
  ],
  STORAGE_EMULATOR_IDENTITY: [
    "An emulated storage was to be opened with an Azure identity.",
    "Set AZURE_STORAGE_CONNECTION_STRING to the emulator's."
  ],
  AZURE_IDENTITY_INCOMPLETE: [
    "Only one of tenant and client is named.",
    "Set both AZURE_TENANT_ID and AZURE_CLIENT_ID."
  ],
  SOURCE_TOKEN_MISSING: [
    "There is neither a token nor an identity for the source.",
    "Set DATABRICKS_TOKEN, or sign in with an Azure identity."
  ],
  SOURCE_CA_UNREADABLE: [
    "source.caFile cannot be read.",
    "Give the path of a PEM file that holds a certificate."
  ],
  NO_LOCAL_WAREHOUSE: [
    "This installation comes without the local warehouse.",
    "Run it from a clone, after npm ci."
  ],
  NO_SPARK: [
    "warehouse --engine spark was asked for, and Spark is not installed.",
    "Run src/local/spark/install.sh; it needs Java 17 and Python 3."
  ],
  GIT_UNAVAILABLE: [
    "Git is not there, or knows no such repository or commit.",
    "Run it within a repository, with Git installed, and name a commit that exists."
  ],
  GITHUB_TREE_TRUNCATED: [
    "The repository has more files than GitHub lists at once, so that a change cannot be reviewed whole.",
    "Keep cohort files in a repository of their own."
  ],
  UNAPPROVED: ["Nobody ever approved this cohort.", "Have the cohort file approved."],
  APPROVAL_PENDING: [
    "The file has a content that nobody approved.",
    "Have it approved, or restore the approved content."
  ],
  SUPERSEDED: [
    "The file has the content of an older approval; a newer one is in force.",
    "Take the newest content; an old checkout runs nothing."
  ],
  COHORT_SUSPENDED: [
    "The cohort is suspended: it is not read, and that is no failure.",
    "To go on, set status: active and have it approved."
  ],
  COHORT_REVOKED: [
    "The cohort is revoked, for ever: it is not read.",
    "Have its data removed; a new project takes a new id."
  ],
  COHORT_EXPIRED: [
    "The last day of the cohort has passed: it is not read, and that is no failure.",
    "Have a later day approved, or have its data removed."
  ],
  OVERRIDE_USED: [
    "An override was used by another run before, or one finding was answered a hundred times.",
    "Run without it, and have what the run then finds answered anew."
  ],
  OVERRIDE_CONFLICT: [
    "A finding that was answered before is to be answered otherwise.",
    "The first answer stands; run again, and answer the finding that it then shows."
  ],
  OVERRIDE_BROKEN: [
    "The record of an approved override cannot be read.",
    "Find out who changed the approvals container, and restore the record."
  ],
  OVERRIDE_KEY_BROKEN: [
    "The landing's key, under which findings are named, is broken.",
    "Restore it from soft delete, or delete it: then every finding gets a new name."
  ],
  MANUAL_APPROVAL_REFUSED: [
    "approvals.manual does not allow approvals by hand.",
    "Have the file approved as the configuration says."
  ],
  NOT_A_REDUCTION: [
    "A change that was to pass as a mere reduction of access is more than that.",
    "Have the cohort file approved."
  ],
  APPROVAL_CONFLICT: [
    "Another approval of the cohort was recorded at the same time.",
    "Look at it with audit; approve again if needed."
  ],
  APPROVAL_DIRECT_PUSH: [
    "No merged pull request into the default branch brought this content there.",
    "Bring it by a pull request into the default branch; if it was merged minutes ago, run again."
  ],
  APPROVAL_AMBIGUOUS: [
    "More than one merged pull request can have brought this content.",
    "Bring it again, by one pull request of its own."
  ],
  APPROVAL_CONTENT_DIFFERS: [
    "The content is not the one at the head that was merged and reviewed.",
    "Have exactly this content approved by another pull request."
  ],
  APPROVAL_POLICY_MIXED: [
    "One pull request changed the policy and a cohort or an override.",
    "Change the policy first; then bring the other by a pull request of its own."
  ],
  APPROVAL_POLICY_EMPTY: [
    "The policy in force asks for nobody.",
    "Name teams in approvals.require and approvals.owners, each with at least one approval."
  ],
  APPROVAL_TEAM_EMPTY: [
    "A team that must approve has no members.",
    "Put people into the team, or have the policy changed by the owners."
  ],
  APPROVAL_UNATTRIBUTABLE: [
    "A commit of the pull request, one of its co-authors, or its author belongs to no account that GitHub knows.",
    "Bring the change again in commits whose authors, committers and co-authors all have accounts."
  ],
  APPROVAL_CHANGES_REQUESTED: [
    "Somebody asked for changes in the pull request, and has not taken that back.",
    "Have that reviewer approve, or the review dismissed by somebody who may; then run again."
  ],
  APPROVAL_MISSING: [
    "A required team has not approved the head that was merged, by enough members who wrote none of its commits.",
    "Have members of each required team approve the pull request, even now that it is merged; then run again."
  ],
  POLICY_UNAPPROVED: [
    "The configuration or a workflow is not as an owner approved it. No cohort is read.",
    "Have it approved by a member of approvals.owners who did not write it, or restore what was approved."
  ],
  POLICY_CONFLICT: ["Another job recorded a policy at the same time.", "Run again."],
  GITHUB_UNAVAILABLE: [
    "GitHub does not answer, or fails. Whether something is approved is not known.",
    "Run again later."
  ],
  GITHUB_LIMITED: [
    "GitHub takes no more questions for now. Whether something is approved is not known.",
    "Run again in an hour; what was recorded stands."
  ],
  GITHUB_REFUSED: [
    "GitHub does not show something to the token, or it is not there. Whether something is approved is not known.",
    "Give the job contents: read and pull-requests: read, and install the App in each organisation of a team."
  ],
  GITHUB_ANSWER_UNEXPECTED: [
    "An answer of GitHub is not as its documentation says.",
    "Run again; if it stays, report it."
  ],
  GITHUB_APP_MISSING: [
    "There is no GitHub App to read the membership of teams with.",
    "Give the inputs app-id and app-private-key, as docs/setup.md says."
  ],
  GITHUB_TEAM_UNREADABLE: [
    "A team that must approve cannot be read, or is not there.",
    "Install the App in the team's organisation with Members: read, and correct the team's name."
  ],
  GITHUB_LIST_CUT: [
    "A pull request has more commits than GitHub lists.",
    "Bring the change by a pull request of fewer commits."
  ],
  GITHUB_REF_UNFIT: [
    "The run is not one of the default branch.",
    "Start it on the default branch, by push, schedule or workflow_dispatch."
  ],
  APPROVAL_CHAIN_BROKEN: [
    "The records of approval do not form one chain, or end before the revision that a landing stands at.",
    "Find out who changed the container; restore the records from its versions."
  ],
  APPROVAL_CHAIN_SHORT: [
    "A landing stands at a revision that the chain does not reach.",
    "Find out who changed the container; restore the records from its versions."
  ],
  APPROVALS_WRITABLE: [
    "This identity could write approvals, though a sync only reads them.",
    "Give it the reader's role there."
  ],
  REVISION_UNKNOWN: [
    "Something was done under a revision that has no record.",
    "Restore the records from the container's versions."
  ],
  REVISION_BACKWARD: [
    "A commit was made under an older revision than the one before it.",
    "Find the run; then sync and audit again."
  ],
  ROSTER_ADDRESS: [
    "roster.uri is not the one address that id and digest give; no credential was sent there.",
    "Write exactly what seal printed."
  ],
  ROSTER_MISSING: [
    "The roster that the cohort file pins is not in storage.",
    "Seal the list again and have the new digest approved, or restore the blob."
  ],
  ROSTER_DIGEST: [
    "The roster in storage is not what the cohort file pins.",
    "Find out who changed the container; seal the list again."
  ],
  ROSTER_FORM: ["The roster is not in the canonical form.", "Make rosters with seal only."],
  ROSTER_COUNT: [
    "The file says another number of persons than the roster has.",
    "Write roster.persons as seal printed it."
  ],
  ROSTER_EMPTY: ["A list to be sealed holds no id.", "Name the file that lists the persons."],
  WITHDRAWALS_UNREADABLE: [
    "The withdrawals container holds something else than lists of ids, or a list without a byte.",
    "Keep only *.csv and *.txt lists there, each with a line person_id at least."
  ],
  WITHDRAWAL_TAKEN_BACK: [
    "Somebody who was withdrawn is on no list of withdrawals any more, and was not approved anew: they stay out, and no row of the cohort moves.",
    "Restore the list; or, where the withdrawal was taken back in truth, have an owner answer the finding by accept."
  ],
  WITHDRAWALS_CHANGED: ["A list of withdrawals vanished while it was read.", "Run again."],
  WITHDRAWALS_WRITABLE: [
    "This identity could write withdrawals, which only the collaborator may.",
    "Give it the reader's role there."
  ],
  SANDBOX_ROSTER_MISMATCH: [
    "The roster in the sandbox is not the one that was approved.",
    "Find out who writes to the sandbox; drop the table that the diagnostics name: the next run loads it again."
  ],
  SOURCE_NOT_SETTLED: [
    "Rows are still arriving, or there are none: no instant is yet followed by limits.settle of quiet.",
    "Run again later."
  ],
  LOAD_DT_IN_FUTURE: [
    "Rows have a load_dt beyond the warehouse's clock.",
    "Ask the collaborator to correct them."
  ],
  GROWTH_IMPLAUSIBLE: [
    "A table grew by more than limits.growthStop a week.",
    "Check the load; if it is right, have an owner accept the finding."
  ],
  TABLE_RESTAMPED: [
    "A table seems to have been written anew as a whole under a new load_dt.",
    "Ask the collaborator; if it is right, have an owner accept the finding."
  ],
  TABLE_SHRANK: [
    "A table lost more than limits.growthFloor rows.",
    "Ask the collaborator; if it is right, have an owner accept the finding."
  ],
  TABLE_EMPTIED: [
    "A table held rows and is empty now.",
    "Ask the collaborator to load it again; if it is to stay empty, have an owner accept the finding."
  ],
  INTERRUPTED: [
    "A run was told to stop, and did so between two commits.",
    "Run again: it goes on behind the last commit."
  ],
  COLUMN_DRIFT: [
    "A column that has landed is gone or has another type.",
    "Ask for the column, or exclude it, or have an owner answer the finding: then the table lands anew."
  ],
  GROWTH_UNUSUAL: [
    "A table grew by more than four times limits.growth a week: a warning.",
    "Check the load."
  ],
  COHORT_WITHOUT_ROWS: [
    "The source has no row of any person of a cohort: a warning.",
    "Check that the roster holds person_ids of this source."
  ],
  NO_GROWTH: ["A week has passed and a table has no new row: a warning.", "Check that the load ran."],
  SOURCE_UNREACHABLE: [
    "The warehouse does not answer.",
    "Check source.host, source.port, the network, and whether it runs."
  ],
  SOURCE_UNTRUSTED: [
    "The certificate of the warehouse is not trusted.",
    "Name its authority as source.caFile."
  ],
  SOURCE_UNAUTHENTICATED: [
    "The token for the source is expired, invalid, or not for this warehouse.",
    "Renew DATABRICKS_TOKEN, or check the identity."
  ],
  SOURCE_DENIED: ["A grant in the source is missing.", "Ask the owner of the source; doctor lists which."],
  SOURCE_WAREHOUSE_MISSING: ["No warehouse answers at source.httpPath.", "Correct source.httpPath."],
  SOURCE_SCHEMA_MISSING: [
    "Catalog, schema or sandbox of the source is not there.",
    "Check source.catalog, source.schema, source.sandbox."
  ],
  SOURCE_TABLE_MISSING: [
    "A table of the source is not there, or not shown to this identity.",
    "Check schema and grants, or take the table out of the cohort file."
  ],
  SOURCE_COLUMN_MISSING: [
    "A table of the source lacks a column that must be there.",
    "Ask for the column, or take the table out of the cohort file."
  ],
  LOAD_DT_TYPE: ["load_dt is no timestamp.", "Ask the collaborator for it as TIMESTAMP."],
  LOAD_DT_ZONE: ["load_dt has no zone, and the configuration names none.", "Set source.timeZone."],
  SOURCE_STATEMENT_FAILED: ["The warehouse refused a statement.", "See the diagnostics for what it said."],
  SOURCE_CANCELED: ["Somebody canceled a statement in the warehouse.", "Run again."],
  SOURCE_NOT_STARTED: [
    "The warehouse did not start within a quarter of an hour.",
    "Look at it in the workspace; run again when it is running."
  ],
  SOURCE_TIMED_OUT: ["A statement took longer than the warehouse allows.", "Raise its timeout or its size."],
  SOURCE_SESSION_LOST: ["The warehouse ended the session.", "Run again; what was committed stands."],
  SOURCE_ANSWER_UNEXPECTED: [
    "A count or a fingerprint came in a form that was not expected.",
    "Run doctor; check the version of the warehouse."
  ],
  SOURCE_RESULT_NOT_ARROW: [
    "A result came in another form than Arrow. Rows are never taken instead.",
    "Use a supported warehouse and the pinned driver."
  ],
  SOURCE_RESULT_TRUNCATED: [
    "A result was cut short. Nothing of it was used.",
    "Run again; if it stays, lower transfer.rowsPerSlice."
  ],
  SOURCE_LINK_EXPIRED: [
    "A download link expired, and so did its renewals.",
    "Let the runner reach the workspace's storage, or set transfer.cloudFetch: false."
  ],
  SOURCE_DOWNLOAD_FAILED: [
    "A file of a result could not be downloaded.",
    "Let the runner reach the workspace's storage, or set transfer.cloudFetch: false."
  ],
  TOO_MANY_WATERMARKS: [
    "The landings stand at more instants than one statement can carry.",
    "Sync in smaller sets with --cohort until they share one."
  ],
  SANDBOX_PROBE_DIFFERS: [
    "The sandbox gave back something else than was inserted.",
    "Use a supported warehouse; let nobody else write there."
  ],
  STAGE_NOT_DROPPED: [
    "A stage of the run was left in the sandbox: a warning.",
    "Nothing is to be done: the next sync drops it."
  ],
  SANDBOX_NOT_SWEPT: [
    "What runs that died left in the sandbox could not be dropped: a warning.",
    "The next run tries again; check the grants with doctor."
  ],
  STAGING_NOT_SWEPT: [
    "What runs that died had unloaded could not be deleted: a warning.",
    "The next run tries again; check the rights on the container with doctor."
  ],
  PLANS_NOT_SWEPT: [
    "Plans that runs which died left beside the landings could not be deleted: a warning.",
    "The next run tries again; check the rights on the containers with doctor."
  ],
  RUN_WITHOUT_REPORT: [
    "The run ended before it could leave a report.",
    "Look at the first job of the run that is red, and at its diagnostics."
  ],
  RUN_JOB_FAILED: [
    "A job of the run failed.",
    "Look at the first job of the run that is red, and at its diagnostics; what was committed stands."
  ],
  RUN_OVER: [
    "The run was taken to be dead by another one, which drops its stages.",
    "Start a new run: what was committed stands."
  ],
  PERSON_NOT_APPROVED: [
    "Rows arrived of a person who is not on the roster; in audit, a group holds one; in verify, a file does.",
    "Have the source looked at: it answers other than it was asked. In verify: run sync, which takes them out."
  ],
  UNAPPROVED_COLUMN: [
    "A column arrived that was not approved.",
    "Have the source looked at: it answers other than it was asked."
  ],
  COLUMN_MISMATCH: [
    "A column is missing, moved, or of another type than the contract says.",
    "Compare the source table with its approved columns."
  ],
  LOAD_DT_OUT_OF_SLICE: [
    "Rows arrived whose load_dt lies outside of what was asked for.",
    "Run again; if it stays, the source does not read one version for all statements."
  ],
  TRANSFER_COUNT: [
    "Another number of rows arrived than the warehouse counted.",
    "Run again; if it comes back, ask who changes the sandbox during a run."
  ],
  TRANSFER_FINGERPRINT: [
    "Other rows arrived than the warehouse fingerprinted.",
    "Run again; if it comes back, ask who changes the sandbox during a run."
  ],
  UNLOAD_DENIED: [
    "The source does not let this identity unload to staging.",
    "Ask its owner for the grants on the external location or volume; doctor tries it."
  ],
  UNLOAD_FAILED: [
    "The source could not unload to staging.",
    "See the diagnostics for what it said; mostly nothing there covers staging.location."
  ],
  UNLOAD_ELSEWHERE: [
    "The warehouse says that it unloaded, and staging holds nothing of it.",
    "Make staging.location and staging.url name the same place."
  ],
  UNLOAD_FOREIGN_FILE: [
    "A file lies in staging that the statement of this run did not write.",
    "Find out who else writes there; nothing of the slice was used."
  ],
  UNLOAD_FILE_REFUSED: [
    "A file that was unloaded does not store the approved columns as a landing must.",
    "A warehouse that writes timestamps as INT96 cannot unload: set transfer.mode to stream."
  ],
  BATCH_MALFORMED: [
    "The bytes are no Arrow batches, or contradict themselves.",
    "Run again; if it stays, report driver and warehouse versions."
  ],
  RESULT_UNREADABLE: [
    "The bytes are no Arrow batches, or contradict themselves.",
    "Run again; if it stays, report driver and warehouse versions."
  ],
  PARQUET_ROWS_LOST: [
    "The encoder wrote another number of rows than it was given.",
    "Run again; if it stays, report it."
  ],
  TRANSFER_FAILED: [
    "A worker ended by itself or counted other files than it wrote.",
    "Run again; if it stays, see the diagnostics."
  ],
  COHORT_BUSY: [
    "Another run is working on the cohort.",
    "Wait; a run that was killed lets go within a minute."
  ],
  LEASE_LOST: ["The hold on the cohort was lost in the middle.", "Run again: what was committed stands."],
  PLAN_OUTDATED: [
    "Approval, persons or landing of the cohort changed after the run was planned. Nothing more of it was moved.",
    "Start a new run: what was committed stands."
  ],
  SHARD_LOST: [
    "A job that was to move rows of the cohort did not come to its end.",
    "Nothing is lost: the next run goes on behind what was committed."
  ],
  RUN_UNKNOWN: [
    "There is no plan of that run: it was never made, or the run is finished.",
    "Start a new run, instead of single jobs of an old one."
  ],
  RUN_PLAN_BROKEN: [
    "The stored plan of the run is not as it was written. No row moved by it.",
    "Find out who else writes to the landing container; then start a new run."
  ],
  CONCURRENT_COMMIT: ["Another writer was first. Nothing of this run is in what it wrote.", "Run again."],
  CONCURRENT_MEMBERS: ["Another writer was first. Nothing of this run is in what it wrote.", "Run again."],
  PURGE_IN_GRACE: [
    "A cohort has expired, and its grace is not over: its landing stays until then.",
    "Nothing, if that is right; limits.grace says how long."
  ],
  PURGE_NOT_APPROVED: [
    "A cohort file is not the approved one: this purge goes by the approval, and whom the file takes off stays.",
    "Have the file approved, run sync, then purge again."
  ],
  PURGE_NOT_RECORDED: [
    "A cohort file says revoked, and no approval record does: reading has stopped, erasing waits.",
    "Have the revocation recorded by the approve job, then purge again."
  ],
  PURGE_JOURNAL_BROKEN: [
    "What a purge had set out to erase cannot be read.",
    "Restore the journal, or delete it: the next purge starts from what is there."
  ],
  PURGE_INCOMPLETE: [
    "Something that was to be erased was found again. No certificate was made.",
    "Find out who writes there, then purge again."
  ],
  COMMIT_REFUSED: [
    "A commit would have broken a rule of the landing. A defect of the program.",
    "Report it."
  ],
  WATERMARK_BACKWARD: [
    "A commit would have moved a watermark back.",
    "Look for an older revision or an older source."
  ],
  COVERAGE_MISMATCH: [
    "The files to be committed are not what their coverage would say.",
    "Run again; if it stays, report it."
  ],
  UNSAFE_PATH: [
    "A name is not one that a path may hold.",
    "Use ids and table names as the schemas allow them."
  ],
  FOREIGN_COMMIT: [
    "Another engine committed to a landed table.",
    "Restore the version before, or have it rebuilt; give other engines read rights only."
  ],
  LANDING_LOG_BROKEN: [
    "The log has a gap or something unreadable.",
    "Restore the blob, or have the table rebuilt."
  ],
  LANDING_VERSION_MISSING: [
    "A version was asked for that is not there.",
    "Ask for one that a snapshot names."
  ],
  MEMBERS_BROKEN: ["The member lists contradict themselves.", "Restore them from soft delete or a backup."],
  GROUP_UNKNOWN: [
    "A table covers a group that the member lists do not have.",
    "Restore them from soft delete or a backup."
  ],
  SNAPSHOT_INCONSISTENT: [
    "The tables do not stand at one frontier and revision. Nothing was published.",
    "Sync again to complete them."
  ],
  SNAPSHOT_BACKWARD: [
    "Another run published snapshots ahead of this one; in audit, one is behind its predecessor.",
    "Run again; find out who published it."
  ],
  SNAPSHOT_WITHDRAWN: [
    "A snapshot was withdrawn while it was verified.",
    "Verify again: the snapshot that succeeded it."
  ],
  SNAPSHOT_MISSING: [
    "A snapshot was published and is gone, and no run withdrew it.",
    "Find out who deletes there; restore it from soft delete, or run sync, which publishes the next one."
  ],
  SNAPSHOT_BROKEN: [
    "A published snapshot cannot be read, or names what is not there.",
    "Restore it or the table."
  ],
  SNAPSHOT_DIFFERS: [
    "A snapshot says something else than the versions that it names.",
    "Find out who changed it."
  ],
  LANDING_WITHOUT_COHORT: [
    "A landing has no cohort file any more. It is treated as suspended, and shown as a finding.",
    "Restore the file with status: suspended; or have an owner answer the finding by erase, then purge."
  ],
  LANDING_DIFFERS: [
    "The landing is not what the source holds now.",
    "Have an owner answer the finding by an override of kind heal, or sync with full; then verify again."
  ],
  FILE_MISMATCH: [
    "A data file does not hold what the log says of it.",
    "Do not read the landing; have the table rebuilt."
  ],
  FILE_SIZE_DIFFERS: [
    "A data file of a landing was cut, or has bytes behind its end: it is not as long as the log says.",
    'Do not read the landing; run "verify --deep" inside the network, and have an owner answer its finding by a rebuild.'
  ],
  FILE_MISSING: [
    "Data files are gone or of another size.",
    "Restore them from soft delete; otherwise have the table rebuilt."
  ],
  TABLE_NOT_APPROVED: [
    "A table or column has landed that the revision did not approve.",
    "Do not read the landing; run sync, which takes tables out, and look again."
  ],
  COLUMN_NOT_APPROVED: [
    "A table or column has landed that the revision did not approve.",
    "Do not read the landing; run sync, which takes tables out, and look again."
  ],
  CHECKPOINT_DIFFERS: [
    "A checkpoint gives readers other files than the commits.",
    "Delete it and _last_checkpoint: readers then use the commits."
  ],
  CHECKPOINT_NOT_WRITTEN: [
    "A checkpoint could not be written: a warning; reading is slower.",
    "Check the storage if it comes back."
  ],
  ORPHAN_FILES: ["Files of failed runs are left over; no reader sees them.", "They can be removed."],
  STORAGE_UNREACHABLE: ["The storage account does not answer.", "Check network, DNS and firewall."],
  AZURE_UNAUTHENTICATED: [
    "No Azure identity gave a token.",
    "Set a connection string, sign in, or give the workflow an identity."
  ],
  STORAGE_UNAUTHENTICATED: ["The storage refuses the credential.", "Renew it, and check the clock."],
  STORAGE_DENIED: [
    "The identity may not do this in the storage.",
    "Give it the role that the diagnostics name, and let this network through the firewall."
  ],
  STORAGE_CONTAINER_MISSING: ["A storage container is not there.", "Make it, or correct its address."],
  STORAGE_READ_ONLY: [
    "A lock or an immutability policy of the storage forbids writing.",
    "Lift it, or point elsewhere."
  ],
  STORAGE_FULL: ["The storage account is at its quota.", "Raise it; nothing half-written is visible."],
  STORAGE_BUSY: [
    "The storage failed after several tries, or took too long.",
    "Run again; what was finished is not repeated."
  ],
  STORAGE_TIMEOUT: [
    "The storage failed after several tries, or took too long.",
    "Run again; what was finished is not repeated."
  ],
  STORAGE_CONFLICT: ["Another writer holds the blob that this one wants.", "Let it finish, then run again."],
  STORAGE_FAILED: [
    "The storage refused for a reason that is none of the usual ones.",
    "See the diagnostics."
  ],
  BLOB_MISSING: [
    "A blob that should be there is not.",
    'Run "verify --deep" inside the network: of a data file it names the table, and a finding by which an owner can have it rebuilt.'
  ],
  BLOB_EXISTS: [
    "A file that should be new is there: files are never overwritten.",
    "Let other runs finish, then run again."
  ],
  BLOB_CHANGED: [
    "A file that was being read became another one.",
    "Find out who else writes there, then run again; nothing of it was used."
  ],
  COPY_FAILED: [
    "The storage did not finish a copy that it had begun.",
    "Run again; if it stays, look at the state of the storage account."
  ],
  STORAGE_UNFIT: [
    "The storage does not honour a condition that a landing rests on.",
    "Use Azure Blob Storage or Data Lake Storage Gen2 directly."
  ],
  INPUT_INVALID: [
    "Inputs of an action have mistakes; each is named with its rule, never with what was given.",
    "Correct the inputs named in the workflow."
  ],
  GITHUB_CONTEXT_INVALID: [
    "What the runner says of repository and event is not as expected.",
    "Run the action on a runner of GitHub Actions, in a workflow of a repository."
  ],
  GITHUB_EVENT_UNFIT: [
    "The action was started by an event that it has nothing to say of.",
    "Run review on pull_request or merge_group, as workflows/pull-request.yml does."
  ],
  PREVIEW_OFF: [
    "Previews are off: nothing was asked, of GitHub, the storage or the source.",
    "Where the collaborator agreed to them, an owner sets preview.enabled: true in the configuration, by a pull request of its own."
  ],
  PREVIEW_PULL_UNFIT: [
    "There is no open pull request of this number into the default branch.",
    "Name an open pull request by its number."
  ],
  PREVIEW_REFUSED: [
    "The pull request does not pass the review: nothing of it was counted.",
    "Correct what the annotations name, as for the check of the pull request; then run again."
  ],
  PREVIEW_NOTHING: [
    "The pull request changes no cohort file that is active.",
    "Name a pull request that brings or changes a cohort file."
  ],
  WORKFLOW_IDENTITY_REFUSED: [
    "The workflow got no token of its own identity.",
    "Give the job the permission id-token: write, and check the federated credential."
  ],
  ACTION_OUT_OF_MEMORY: [
    "The work ran out of memory. What was committed stands.",
    "Take a runner with more memory, or lower transfer.workers and transfer.rowGroupRows."
  ],
  ACTION_KILLED: [
    "Something ended the work by force, as the system does when the memory of the machine is used up.",
    "Take a runner with more memory, or see what ended it; then run again."
  ],
  ACTION_CRASHED: [
    "The work crashed, outside of the program's own code. What was committed stands.",
    "Run again; if it comes back, report it with the diagnostics."
  ],
  ACTION_WITHOUT_OUTCOME: [
    "The work ended without saying how. It is taken as failed.",
    "Run again; if it comes back, report it with the diagnostics."
  ],
  ACTION_NOT_STARTED: [
    "The process that does the work could not be started.",
    "Check memory and process limits of the runner."
  ],
  ACTION_STOPPED_HARD: [
    "The work was told to stop, did not within its time, and was ended by force. What was committed stands.",
    "Run again: it goes on behind the last commit."
  ],
  EVENT_WITHHELD: [
    "The work tried to tell something that may not be told in public. It was withheld.",
    "Read the diagnostics inside the network, and report it: this is a defect."
  ],
  ISSUE_NOT_WRITTEN: [
    "The issue of the weekly run could not be opened, brought up to date or closed.",
    "Give the job issues: write; see whether GitHub is well."
  ],
  DEPLOYMENTS_LEFT_OUT: [
    "More cohorts moved than GitHub takes statuses of in an hour, or the run was told to stop: the deployments of some show an older one.",
    "Nothing; each week begins with others."
  ],
  COMMENT_NOT_WRITTEN: [
    "The comment on the pull request could not be written. What it would have linked to is stored.",
    "Give the job pull-requests: write; see whether GitHub is well."
  ],
  DEPLOYMENT_NOT_WRITTEN: [
    "The status of a cohort could not be told as a deployment; the cohorts after it were not tried.",
    "Give the job deployments: write; see whether GitHub is well."
  ],
  REPORT_NOT_WRITTEN: [
    "The summary or the outputs of the action could not be written.",
    "Check the runner, and GitHub's status; then run again."
  ],
  DIAGNOSTICS_NOT_WRITTEN: [
    "The diagnostics of this action could not be stored. What they held is not shown, and is lost: a warning.",
    "Check diagnostics.url and the rights of the identity to create blobs there."
  ],
  NODE_TOO_OLD: ["Node.js is too old.", "npm ci brings the right one to the scripts of this project."],
  CLOCK_SKEW: ["Clocks differ.", "Set them by a time server."],
  INTERNAL: [
    "Something failed that nobody foresaw. Its own text is withheld, because it may hold data.",
    "Read the diagnostics inside the network, and report it."
  ],
  PORT_REFUSED: [
    "The port is taken, or may not be used by this account.",
    "Name another port, or leave it out for a free one."
  ],
  OMOP_FOLDER_UNREADABLE: [
    "The folder cannot be listed, or holds no file named after an OMOP table.",
    "Name a folder with files such as person.csv or measurement.parquet."
  ],
  OMOP_FOLDER_EMPTY: [
    "The folder cannot be listed, or holds no file named after an OMOP table.",
    "Name a folder with files such as person.csv or measurement.parquet."
  ],
  OMOP_FOLDER_AMBIGUOUS: ["Two files are of the same table.", "Keep one a table."],
  OMOP_FILE_UNREADABLE: [
    "A file cannot be read as CSV or Parquet, or its columns cannot be told apart.",
    "Correct the file."
  ],
  OMOP_FILE_COLUMNS: [
    "A file cannot be read as CSV or Parquet, or its columns cannot be told apart.",
    "Correct the file."
  ],
  OMOP_GENERATION: [
    "Data are to be generated for no persons, or weeks are no whole number.",
    "Give 1 to 20 million persons, and weeks such as 8."
  ],
  OMOP_WEEKS: [
    "Data are to be generated for no persons, or weeks are no whole number.",
    "Give 1 to 20 million persons, and weeks such as 8."
  ]
};

// src/log/public-errors.ts
var PUBLIC_CODES = Object.keys(PUBLIC_ERROR_TABLE);
function isPublicCode(code) {
  return Object.hasOwn(PUBLIC_ERROR_TABLE, code);
}
function publicCode(code) {
  return isPublicCode(code) ? code : "INTERNAL";
}
function publicError(code) {
  const [sentence, remedy] = PUBLIC_ERROR_TABLE[code];
  return { code, sentence, remedy };
}

export {
  PUBLIC_CODES,
  publicCode,
  publicError
};
