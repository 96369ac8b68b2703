import { runHostTests } from './harness';

await runHostTests('test/vscode/host/virtual.ts', {
  files: { run: { copy: 'media/samples/digits_bnvae_g1.5_eps1e-8' } },
});
