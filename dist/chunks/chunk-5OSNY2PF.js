import { createRequire as __createRequire } from 'node:module';
import { dirname as __dirnameOf } from 'node:path';
import { fileURLToPath as __fileOf } from 'node:url';
const require = __createRequire(import.meta.url);
const __filename = __fileOf(import.meta.url);
const __dirname = __dirnameOf(__filename);

// src/review/review-rules.ts
var rule = (severity, sentence, remedy) => ({
  severity,
  sentence,
  remedy
});
var NO_PERSONS = 'Take it out of the branch, and out of its history; lists of persons go through "cohort-sync seal".';
var REVIEW_RULES = {
  FILE_MISTAKE: rule(
    "refused",
    "The file has a mistake.",
    "Correct the line; cohorts/README.md and the README list every key."
  ),
  COHORT_DELETED: rule(
    "refused",
    "A cohort file was deleted. Its landing would stay without an owner.",
    'Put the file back, and set "status: revoked".'
  ),
  COHORT_RENAMED: rule(
    "refused",
    "A cohort file was renamed. An id stays with its project for ever.",
    "Undo the renaming; for another project write a new file with a new id."
  ),
  COHORT_ID_REUSED: rule(
    "refused",
    "This cohort id was in use before. An id is never used again.",
    "Take an id that the history of the repository has never seen."
  ),
  COHORT_REVIVED: rule(
    "refused",
    "A revoked cohort is for ever revoked.",
    "Leave it as it is, and write a new file with a new id."
  ),
  NOT_A_COHORT_FILE: rule(
    "refused",
    "Only cohort files named <id>.yml and a README.md belong into the directory of cohorts.",
    "Move or remove the file."
  ),
  POLICY_AND_COHORT: rule(
    "refused",
    "One pull request must not change a cohort and the policy by which cohorts are approved.",
    "Make two pull requests, the policy first."
  ),
  PROTECTED_FILE: rule(
    "notice",
    "This file decides who may approve, or what runs: the owners team must approve it.",
    "Ask a member of approvals.owners who did not write any of the commits."
  ),
  LINK_REFUSED: rule(
    "refused",
    "Symbolic links and submodules are refused: what they mean can change without a review.",
    "Commit a regular file."
  ),
  TOO_LARGE: rule(
    "refused",
    "The file is too large to be checked for persons.",
    "Keep files under 1 MiB; data never belong into Git."
  ),
  TOO_MANY_FILES: rule(
    "refused",
    "The pull request changes more files than can be checked.",
    "Split it into smaller ones."
  ),
  DATA_FILE: rule("refused", "The type of this file is one that holds data.", NO_PERSONS),
  BINARY_FILE: rule(
    "refused",
    "The file is not UTF-8 text, and cannot be checked for persons.",
    "Take it out of the branch, and out of its history."
  ),
  NAME_WITH_NUMBER: rule(
    "refused",
    "The name of this file holds a long number, as an identifier of a person does.",
    "Choose another name, also in the history of the branch."
  ),
  NUMBER_LIST: rule(
    "refused",
    "An added line holds a list of numbers, as a list of persons does.",
    NO_PERSONS
  ),
  LONG_NUMBER: rule(
    "refused",
    "An added line holds a number of seven or more digits, as an identifier of a person does.",
    NO_PERSONS
  ),
  ID_COLUMN: rule("refused", "An added line looks like the head of a table of persons.", NO_PERSONS),
  ID_VALUE: rule("refused", "An added line names an identifier of a person with a value.", NO_PERSONS),
  CHECKS_OFF: rule(
    "notice",
    "The configuration says that this Git server stands inside the network: nothing was checked for persons.",
    "Set git.insideNetwork to false where the server does not."
  ),
  POLICY_UNREADABLE: rule(
    "notice",
    "The configuration of the base branch has mistakes or is not there; the defaults were taken for this review.",
    "Correct cohort-sync.yml in a pull request of its own."
  )
};
var REVIEW_RULE_NAMES = Object.keys(REVIEW_RULES);

export {
  REVIEW_RULES,
  REVIEW_RULE_NAMES
};
