/** Words of a name: `z_mean`, `zMean` and `fc21_mu` are z mean, z mean and fc mu. */
function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/batch_norm/g, 'batchnorm')
    .split(/[\d_.[\]]+/)
    .filter(Boolean);
}

const MEAN =
  /^(z|q|qz|bn|fc|enc|post|lin|linear|hidden|h|latent|to)?(mu|mean|loc)s?(bn|norm|fc|layer|head|net|z|q)?$|^(qzm|zm|qm|avg)$/;
const SPREAD =
  /^(z|q|fc|enc|log|ln)*(var|variance|sigma|std|stddev|scale|lv|logv|logsd|sd|cov|covariance|prec|precision|rho)s?$|^(qzv|zv|qv)$/;
/** What is no posterior, or no mean of one: prior and decoder, statistics of data, losses, other things called mu. */
const OTHER =
  /^(prior|p|px|pz|x|dec|decoder|recon|reconstruction|running|moving|ema|batch|data|dataset|pixel|image|img|obs|target|policy|action|actor|reward|return|pool|pooled|pooling|stat|stats|channel|rgb|global|loss|kl|error|grad|score|acc|law|momentum|friction|opt|optim|optimizer|imagenet|cifar|mnist|mel|spec)$/;
const NORM = /^(bn|norm|batchnorm|normalize|normalise)\d*$|^bn|bn$|norm$/;

/** Names of a mean and of its spread that say so only beside each other. */
const SHORT_MEAN = /^([zqh]_?)?(m|mn|loc)(_?[zqh])?$/i;
const SHORT_SPREAD = /^([zqh]_?)?(v|s|ls|lv|(log|ln)_?[sv]s?)(_?[zqh])?2?$/i;

/** Whether a name is that of a posterior mean, or of the layer that gives one: `mu`, `z_mean`, `fc_mu`, `qz_loc`. */
export function namesMean(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => MEAN.test(word)) && !words.some((word) => OTHER.test(word) || isSpread(word));
}

/** Whether a name is that of the spread of a posterior: `logvar`, `log_sigma`, `z_log_var`, `std`. */
export function namesSpread(name: string): boolean {
  return wordsOf(name).some(isSpread);
}

/** Whether two names that stand beside each other are those of a mean and its spread: `a, logvar`, `m, v`, `m_q, logs_q`. */
export function namesPair(first: string, second: string): boolean {
  if (namesSpread(second)) return !namesSpread(first);
  return SHORT_SPREAD.test(second) && (SHORT_MEAN.test(first) || namesMean(first));
}

/** Whether a name may be that of a spread; a short one only where something else says so, too. */
export function mayNameSpread(name: string): boolean {
  return namesSpread(name) || SHORT_SPREAD.test(name);
}

/** Whether a name is that of the batch norm of a posterior mean: `mu_bn`, `bn_mean`. */
export function namesMeanNorm(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => NORM.test(word)) && namesMean(name);
}

/** Whether a name is that of something else than an encoder: a decoder, a policy, a distribution on the sphere. */
export function namesOtherNetwork(name: string): boolean {
  return /decod|discriminat|classif|critic|actor|policy|vmf|mises|spheric/i.test(name) && !/encod|vae/i.test(name);
}

function isSpread(word: string): boolean {
  return SPREAD.test(word);
}

/** A log-variance or the logarithm of a standard deviation: hardly anything but a variational posterior has one. */
export const LOG_SPREAD =
  /(?:^|[^a-z])(?:z|q|qz|fc|post)?_?(?:log|ln)_?(?:var|v|variance|sigma|sig|std|stddev|scale|sd|s2|cov)s?(?:[^a-z]|$)|(?:^|[^a-z])z?lv(?:[^a-z]|$)|\b(?:m|mu|mean)(?:_\w+)?, *logs|\blogs(?:_\w+)?\.exp\(|\bexp\([^()\n]*\blogs/i;
/** A spread of any kind, but no method that computes a statistic, no attribute such as those images are normalized by. */
export const ANY_SPREAD =
  /(?<![a-z.])(?:z|q|qz)?_?(?:std|sigma|stddev|sd|var|variance|scale|covariance|cov|softplus)s?(?![a-z])(?!=[-\d.])|\bself\.(?:std|sigma|stddev|sd|var|variance|scale|cov)s?(?:_(?:enc|encoder|fc|head|layer|lin|linear|net|proj))?\(|\.softplus\(/i;
/** Divergence from a prior, or a sample by reparameterisation. */
export const VARIATIONAL =
  /(?:^|[^a-z])(?:kl|kld|elbo|kl_?(?:div|loss|term)\w*|reparam\w*|rsample|randn_like|random_normal|standard_normal|sampling|sample_z)(?:[^a-z]|$)|random\.normal|\.normal_\(\s*\)|\brandn\(\s*\*?\w*(?:mu|mean|std|sigma|var)\b/i;
