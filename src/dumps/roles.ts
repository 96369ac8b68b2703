import type { SpreadKind } from '../diagnostics/report';

/** What a name says of its array. `stem` is the rest of the name: the same for both arrays of a pair. */
export type ArrayRole = { role: 'mean'; stem: string } | { role: 'spread'; kind: SpreadKind; stem: string };

/** A mean and a spread that belong together by their names. */
export interface NamePair {
  mean: string;
  spread: string;
  kind: SpreadKind;
}

/** Names in the forms that messages offer. */
export const MEAN_NAMES = 'mu, mean, z_mean, z_mu, loc, qzm';
export const SPREAD_NAMES = 'logvar, log_var, z_log_var, var, qzv, std, sigma, log_std';

/** Words for draws z ~ q(z|x), of which no array but a lone one is told by its name. */
const SAMPLE_WORDS = new Set('z, zs, sample, samples, latent, latents, code, codes, embedding, embeddings'.split(', '));

/** Words for what stands beside latents, or is made of them: "x_samples", "sample_ids" and "z_tsne" are no latents. */
const OTHER_WORDS = new Set(
  (
    'x, y, image, images, img, imgs, pixel, pixels, recon, recons, reconstruction, reconstructions, input, inputs, ' +
    'output, outputs, label, labels, target, targets, class, classes, id, ids, index, indices, weights, loss, losses, ' +
    'score, scores, time, times, tsne, umap, pca'
  ).split(', '),
);

/** Names in use (SPEC section 6), as words between separators; "log_sigma2" is a log-variance, "log_sigma" is not. */
const ROLE_WORDS: Record<'mean' | SpreadKind, string> = {
  mean: 'mu, mus, mean, means, loc, qzm, avg',
  logvar:
    'logvar, log var, logvars, logvariance, log variance, lv, lnvar, ln var, ' +
    'logsigma2, log sigma2, log sigma sq, log sigma squared, log std sq, log std squared',
  variance: 'var, vars, variance, variances, qzv, sigma2, sigma sq, sigma squared, std sq, std squared',
  std: 'sigma, sigmas, std, stds, stddev, std dev, scale, sd',
  logstd: 'logstd, log std, logstddev, log stddev, log std dev, logsigma, log sigma, logscale, log scale, log sd',
};

/** Words that say only "of the latent"; people write them on one array of a pair and not on the other. */
const LATENT_WORDS = new Set(['z', 'q', 'qz', 'latent', 'latents']);

/** Words of a network's parameters and an optimiser's state: "fc_mu.weight" and "bn.running_mean" are no latents. */
const PARAMETER_WORDS = new Set(['weight', 'bias', 'kernel', 'running', 'exp', 'grad']);

interface RolePhrase {
  meaning: 'mean' | SpreadKind;
  words: string[];
}

/** Longest first, so that "log_var" is not read as a variance. */
const ROLE_PHRASES: RolePhrase[] = Object.entries(ROLE_WORDS)
  .flatMap(([meaning, phrases]) =>
    phrases.split(', ').map((phrase) => ({ meaning: meaning as RolePhrase['meaning'], words: phrase.split(' ') })),
  )
  .sort((a, b) => b.words.length - a.words.length);

/**
 * The role that a file's name (without extension) or a key gives its array, wherever in the name it stands:
 * "train_z_mean", "epoch_010_logvar_f16", "zLogVar". Undefined where the name says nothing, or says it twice
 * ("mu_std": a standard deviation of means).
 */
export function roleOfName(name: string): ArrayRole | undefined {
  const { meanings, rest } = readName(name);
  if (meanings.length !== 1 || rest.some((word) => PARAMETER_WORDS.has(word))) return undefined;
  const stem = rest.filter((word) => !LATENT_WORDS.has(word)).join('_');
  return meanings[0] === 'mean' ? { role: 'mean', stem } : { role: 'spread', kind: meanings[0], stem };
}

/** Whether a name says that its array holds draws of the latent: "z", "train_latents". Means and spreads go before. */
export function isSampleName(name: string): boolean {
  const { meanings, rest } = readName(name);
  const isOther = (word: string) => PARAMETER_WORDS.has(word) || OTHER_WORDS.has(word);
  return meanings.length === 0 && rest.some((word) => SAMPLE_WORDS.has(word)) && !rest.some(isOther);
}

/** The one kind of spread that a name speaks of, alone or beside a mean ("mu_logvar" for a stacked array). */
export function spreadKindInName(name: string): SpreadKind | undefined {
  const kinds = readName(name).meanings.filter((meaning) => meaning !== 'mean');
  return kinds.length === 1 ? kinds[0] : undefined;
}

/** All pairs among these names, in their order. One mean with two spreads makes two pairs. */
export function pairsByName(names: readonly string[]): NamePair[] {
  const roles = names.map((name) => ({ name, role: roleOfName(name) }));
  return roles.flatMap(({ name: mean, role: meanRole }) => {
    if (meanRole?.role !== 'mean') return [];
    return roles.flatMap(({ name: spread, role }) =>
      role?.role === 'spread' && role.stem === meanRole.stem ? [{ mean, spread, kind: role.kind }] : [],
    );
  });
}

/** Splits a name into the roles it speaks of and its other words. */
function readName(name: string): { meanings: ('mean' | SpreadKind)[]; rest: string[] } {
  const words = nameWords(name);
  const meanings: ('mean' | SpreadKind)[] = [];
  const rest: string[] = [];
  for (let at = 0; at < words.length; ) {
    const phrase = ROLE_PHRASES.find((candidate) => candidate.words.every((word, i) => words[at + i] === word));
    if (phrase) meanings.push(phrase.meaning);
    else rest.push(words[at]);
    at += phrase?.words.length ?? 1;
  }
  return { meanings, rest };
}

/** Lower-case words between `_ - . / [ ]` and blanks, and at the humps of camelCase. */
export function nameWords(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[\s_./[\]-]+/)
    .filter((word) => word !== '');
}
