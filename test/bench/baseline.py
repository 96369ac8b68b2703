"""What a user's script does at least: loads a dump by numpy, mean KL, mean and variance of mu per dimension.

usage: baseline.py FOLDER
Prints the sum of the mean KL over the dimensions. Writes its peak memory, KiB, to the file BENCH_PEAK_FILE.
"""
import os, resource, sys
import numpy as np


def peak():
    """As in peakMemory.cjs: on Linux ru_maxrss starts at the parent's."""
    if sys.platform == 'linux':
        with open('/proc/self/status') as status:
            return next(int(line.split()[1]) for line in status if line.startswith('VmHWM'))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used // 1024 if sys.platform == 'darwin' else used


folder = sys.argv[1]
mu = np.load(os.path.join(folder, 'mu.npy'))
lv = np.load(os.path.join(folder, 'logvar.npy'))
kl = (0.5 * (mu**2 + np.exp(lv) - lv - 1)).mean(0)
mean, variance = mu.mean(0), mu.var(0)
print(kl.sum())
if 'BENCH_PEAK_FILE' in os.environ:
    with open(os.environ['BENCH_PEAK_FILE'], 'w') as file:
        file.write(str(peak()))
