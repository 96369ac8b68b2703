import { nameWords } from './roles';

/** Words that an array of labels is called by, the likelier first. */
const WORDS = ['labels', 'label', 'y', 'targets', 'target', 'classes', 'class'];

/** The stem of a name that says labels, as roleOfName has one: "train" of "train_labels". Undefined of other names. */
export function labelStem(name: string): string | undefined {
  const words = nameWords(name);
  const said = words.filter((word) => WORDS.includes(word));
  return said.length === 1 ? words.filter((word) => word !== said[0]).join('_') : undefined;
}

/** Orders names that say labels, the likelier first. */
export function byLabelWord(a: string, b: string): number {
  const rank = (name: string) => WORDS.findIndex((word) => nameWords(name).includes(word));
  return rank(a) - rank(b);
}
