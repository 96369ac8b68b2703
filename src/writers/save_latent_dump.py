def save_latent_dump(folder, mu, logvar, labels=None, bn=None, **facts):
    """Saves mu.npy, logvar.npy, labels.npy and meta.json for Latent Lens.

    mu, logvar: posterior means and log-variances, (N, D), or lists of batches of them
    labels: N classes or numbers, or a list of batches of them
    bn: the batch norm on mu: a layer, or Flax's parameters and statistics in one dict
    facts: what meta.json says besides: gamma, epoch, beta_weight, model, dataset, ...

    Takes tensors of PyTorch, Keras, JAX and NumPy. An old dump in the folder is replaced
    when all of the new one is on the disk; a run that dies before leaves it whole.
    """
    import inspect
    import json
    import os
    import tempfile
    from pathlib import Path

    import numpy as np

    def as_array(values):
        if isinstance(values, (list, tuple)) and len(values) > 0:
            return np.concatenate([np.atleast_1d(as_array(batch)) for batch in values])
        if hasattr(values, 'detach'):
            values = values.detach().cpu()
            # NumPy has no bfloat16.
            values = values.float() if values.is_floating_point() else values
        return np.asarray(values)

    def as_json(value):
        return as_array(value).tolist() if hasattr(value, 'shape') else str(value)

    mu, logvar = (as_array(values).astype(np.float32) for values in (mu, logvar))
    if mu.ndim != 2 or mu.size == 0:
        raise ValueError(f'mu: found shape {mu.shape}, expected (N, D) or batches of it')
    if logvar.shape != mu.shape:
        raise ValueError(f'logvar: found shape {logvar.shape}, expected {mu.shape}')
    files = {'mu.npy': mu}
    if labels is not None:
        labels = as_array(labels)
        labels = labels[:, 0] if labels.shape[1:] == (1,) else labels
        if labels.shape != mu.shape[:1]:
            raise ValueError(f'labels: found shape {labels.shape}, expected {mu.shape[:1]}')
        files['labels.npy'] = labels

    meta = {'n': len(mu), 'spread_kind': 'logvar'}
    caller = inspect.currentframe().f_back
    # VS Code tells the kernel of a notebook its file.
    notebook = caller.f_globals.get('__vsc_ipynb_file__')
    script = notebook or caller.f_code.co_filename
    if os.path.isfile(script):
        try:
            meta['script'] = os.path.relpath(script, folder)
        except ValueError:  # On another drive of Windows.
            meta['script'] = os.path.abspath(script)
        meta['line'] = None if notebook else caller.f_lineno
    if bn is not None:
        state = bn.get if isinstance(bn, dict) else lambda name: getattr(bn, name, None)
        meta['bn'] = {}
        for key, *others in (
            ('weight', 'gamma', 'scale'),
            ('bias', 'beta'),
            ('running_mean', 'moving_mean', 'mean'),
            ('running_var', 'moving_variance', 'var'),
        ):
            # What has no shape is another thing of that name: Keras has a flag `scale`.
            found = [v for v in map(state, (key, *others)) if hasattr(v, 'shape')]
            meta['bn'][key] = found[0] if found else None
        meta['bn_eps'] = state('epsilon') if state('eps') is None else state('eps')
    files['meta.json'] = json.dumps({**meta, **facts}, indent=1, default=as_json)
    # The last to come and the first to go: without a spread nothing is a dump, and at no
    # moment are files of two dumps together.
    files['logvar.npy'] = logvar

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix='unfinished-', dir=folder) as aside:
        for name, content in files.items():
            with open(Path(aside, name + '.new'), 'wb') as file:
                if isinstance(content, str):
                    file.write(content.encode())
                else:
                    np.save(file, content, allow_pickle=False)
                file.flush()
                os.fsync(file.fileno())
        old = ['logvar.npy', 'meta.json', 'labels.npy', 'mu.npy']
        old = [name for name in old if (folder / name).exists()]
        moves = [(folder / name, Path(aside, name + '.old')) for name in old]
        moves += [(Path(aside, name + '.new'), folder / name) for name in files]
        done = []
        try:
            for source, target in moves:
                os.replace(source, target)
                done.append((target, source))
        except BaseException:
            for source, target in reversed(done):
                os.replace(source, target)
            raise
