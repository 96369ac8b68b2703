import { nameWords, roleOfName } from './roles';

/** A name with an episode's number in it: "episode_3/mu" is number 3 of "episode/mu", "mu_3" of "mu". */
export interface EpisodeName {
  /** The name without its number. */
  family: string;
  number: number;
  /** Whether a word says that the number counts parts of one data set; else it may count anything. */
  isSaid: boolean;
}

/** What people cut a data set into; the latents of all parts are examples of one encoder. */
const PART =
  'episodes?|eps?|trajector(?:y|ies)|trajs?|rollouts?|sequences?|seqs?|batch(?:es)?|parts?|shards?|chunks?|demos?|clips?|videos?';
const SEPARATOR = '[\\s_./[\\]-]';

/** A number behind such a word: "ep3", "episode_003", "demo[3]". */
const BEHIND_WORD = new RegExp(`(?<![a-z])(?<word>${PART})${SEPARATOR}?(?<number>\\d+)`, 'gi');
/** A number that is a word of its own. */
const BARE = new RegExp(`(?<=^|${SEPARATOR})(?<number>\\d+)(?=$|${SEPARATOR})`, 'g');

const MAX_NAME = 512;

/**
 * Reads the name of one episode's array: one with a role, and one number that may count episodes. Undefined where a
 * number counts something else ("epoch_3_mu"), or where several may count them ("0/mu_1").
 */
export function episodeName(name: string): EpisodeName | undefined {
  if (name.length > MAX_NAME) return undefined;
  const said = [...name.matchAll(BEHIND_WORD)];
  const found = said.length > 0 ? said : [...name.matchAll(BARE)].filter((match) => countsAlone(name, match));
  if (found.length !== 1) return undefined;
  const [{ index, 0: text, groups }] = found;
  const { number, word = '' } = groups!;
  const before = name.slice(0, index + text.length - number.length);
  const after = name.slice(index + text.length).replace(/^\]/, '');
  // The number goes with the separator before it, and a first one with the separator behind it.
  const family = before === '' ? after.slice(1) : before.replace(new RegExp(`${SEPARATOR}$`), '') + after;
  if (roleOfName(family) === undefined) return undefined;
  // "ep" may be an epoch.
  return { family, number: Number(number), isSaid: word !== '' && !/^eps?$/i.test(word) };
}

/** Whether a number is a whole part of a path, or stands behind or before the word of a role: "0/mu", "mu_0", "0_mu". */
function countsAlone(name: string, { index, 0: digits }: RegExpExecArray): boolean {
  const left = nameWords(/[^./]*$/.exec(name.slice(0, index))![0]);
  const right = nameWords(/^[^./]*/.exec(name.slice(index + digits.length))![0]);
  if (left.length === 0) return right.length === 0 || roleOfName(right.join('_'))?.stem === '';
  return right.length === 0 && roleOfName(left[left.length - 1]) !== undefined;
}
