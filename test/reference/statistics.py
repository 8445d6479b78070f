"""Reference values for the statistics of `scenarios/compare/stats`, from implementations that share nothing with it.

    python3 test/reference/statistics.py > test/reference/statistics.json

Wilson, Newcombe (independent), McNemar and Holm by statsmodels; binomial tails, normal and t distributions and the
Mann-Whitney statistic by scipy; quantiles by numpy. Newcombe's paired interval (method 10 of Newcombe 1998, Statistics
in Medicine 17, 2635-2650) and the mean over strata (Zou, Huang and Zhang 2009) are in no package: they are written here
from the formulas of the papers, in decimal arithmetic of 50 digits.
"""

import json
from decimal import Decimal, getcontext
from itertools import product

import numpy
import scipy
import statsmodels
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

getcontext().prec = 50

# Quantiles of the standard normal distribution, more digits than scipy gives.
Z = {
    0.95: Decimal("1.959963984540054235524594430520551527955"),
    0.9: Decimal("1.644853626951472714863848907991632136083"),
}
assert all(abs(float(z) - stats.norm.ppf(0.5 + c / 2)) < 1e-14 for c, z in Z.items())

COUNTS = [(0, 1), (1, 1), (0, 2), (1, 2), (0, 20), (20, 20), (1, 29), (81, 263), (15, 148), (3, 7), (500, 1000),
          (0, 100000), (1, 100000), (99999, 100000), (123456, 1000000)]
PAIRS = [(0, 0, 0, 1), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 20), (20, 0, 0, 0), (0, 20, 0, 0),
         (10, 10, 10, 10), (59, 6, 16, 80), (1, 1, 7, 12), (0, 5, 0, 195), (0, 1, 0, 19), (12, 3, 9, 176),
         (3, 30, 40, 2), (0, 7, 7, 0), (1000, 20, 60, 98920), (5, 0, 0, 15), (2, 1, 1, 0), (400, 300, 200, 100)]
DISCORDANT = [(0, 0), (0, 1), (1, 0), (1, 1), (0, 5), (0, 6), (1, 7), (6, 16), (15, 5), (25, 2), (7, 7), (40, 41),
              (59, 121), (500, 560), (900, 1000), (20000, 20300)]
P_VALUES = [[], [0.03], [0.01, 0.04, 0.03], [0.5, 0.5, 0.5, 0.5], [0, 0, 1, 1], [0.0005, 0.02, 0.02, 0.8, 0.013],
            [1, 1], [0.05, 0.025, 0.0125, 0.00625, 0.2, 0.9, 1, 0.011, 0.047, 0.6]]
SAMPLES = [[1.5, 2.5], [3, 3, 3, 3], [1e9 + 1, 1e9 + 2, 1e9 + 4], [-1, 0, 0.5, 7, 2, 2, -3.25], list(range(101))]
LEVELS = [([0, 0, 5, 9], [9, 5, 0, 0]), ([3], [8]), ([0, 4, 0], [0, 7, 0]), ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1]),
          ([0, 100000, 3], [250000, 1, 0]), ([1, 0], [0, 1])]
STRATA = [[(0, 0, 0, 20), (2, 3, 1, 14)], [(59, 6, 16, 80)], [(0, 1, 0, 0), (1, 0, 0, 0), (0, 0, 2, 40)]]


def wilson(count, n, z):
    count, n = Decimal(count), Decimal(n)
    p = count / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt() / (1 + z * z / n)
    return centre - half, centre + half


def newcombe_paired(both, a_only, b_only, neither, z):
    """theta = pA - pB; e = a + b of the paper is the number of events of A, and so on."""
    n = both + a_only + b_only + neither
    a, b = both + a_only, both + b_only
    (low_a, high_a), (low_b, high_b) = wilson(a, n, z), wilson(b, n, z)
    p_a, p_b = Decimal(a) / n, Decimal(b) / n
    margins = Decimal(a * (n - a) * b * (n - b))
    phi = Decimal(0)
    if margins > 0:
        determinant = Decimal(both * neither - a_only * b_only)
        # Corrected for continuity where positive, but not beyond 0.
        corrected = max(determinant - Decimal(n) / 2, Decimal(0)) if determinant > 0 else determinant
        phi = corrected / margins.sqrt()
    dl_a, du_a, dl_b, du_b = p_a - low_a, high_a - p_a, p_b - low_b, high_b - p_b
    delta = (dl_a**2 - 2 * phi * dl_a * du_b + du_b**2).sqrt()
    epsilon = (du_a**2 - 2 * phi * du_a * dl_b + dl_b**2).sqrt()
    return max(p_a - p_b - delta, Decimal(-1)), min(p_a - p_b + epsilon, Decimal(1))


def macro(strata, z):
    differences = [Decimal(pairs[1] - pairs[2]) / sum(pairs) for pairs in strata]
    limits = [newcombe_paired(*pairs, z) for pairs in strata]
    k = len(strata)
    mean = sum(differences) / k
    below = sum((d - low) ** 2 for d, (low, _) in zip(differences, limits)).sqrt() / k
    above = sum((high - d) ** 2 for d, (_, high) in zip(differences, limits)).sqrt() / k
    return mean, max(mean - below, Decimal(-1)), min(mean + above, Decimal(1))


def mid_p(a_only, b_only):
    n, k = a_only + b_only, min(a_only, b_only)
    if n == 0:
        return 1.0
    observed = stats.binom.pmf(k, n, 0.5)
    return 1 - observed / 2 if a_only == b_only else 2 * stats.binom.cdf(k, n, 0.5) - observed


def exact_p(a_only, b_only):
    if a_only + b_only == 0:
        return 1.0
    p = stats.binomtest(a_only, a_only + b_only, 0.5).pvalue
    assert abs(p - mcnemar([[0, a_only], [b_only, 0]], exact=True).pvalue) < 1e-12
    return p


def power(pairs, difference, discordance, level=0.05):
    """By enumeration: every number of discordant pairs, and every way in which they may fall."""
    share = (discordance + difference) / (2 * discordance)
    total = 0.0
    for m in range(pairs + 1):
        k = numpy.arange(m + 1)
        tail = numpy.minimum(1, 2 * stats.binom.cdf(numpy.minimum(k, m - k), m, 0.5))
        p = numpy.where(2 * k == m, 1, tail)
        with numpy.errstate(divide="ignore"):
            total += stats.binom.pmf(m, pairs, discordance) * stats.binom.pmf(k, m, share)[p <= level].sum()
    return total


def auroc(positives, negatives):
    x, y = numpy.repeat(numpy.arange(len(positives)), positives), numpy.repeat(numpy.arange(len(negatives)), negatives)
    return stats.mannwhitneyu(x, y).statistic / (len(x) * len(y))


def student(confidence, degrees):
    """Solved on the distribution function: scipy 1.10's own quantile is only right to 1e-9, as tan(0.4995 pi) shows."""
    above = (1 - confidence) / 2
    return optimize.brentq(lambda t: stats.t.sf(t, degrees) / above - 1, 0, 1e6, xtol=1e-13, rtol=1e-14)


def mean(x):
    """Estimate and limits; no spread, no width."""
    m = numpy.mean(x)
    half = student(0.95, len(x) - 1) * stats.sem(x)
    return floats([m, m - half, m + half])


def floats(values):
    return [float(value) for value in values]


def references():
    levels = [0.9, 0.95]
    yield "wilson", [
        [k, n, c, *floats(proportion_confint(k, n, 1 - c, "wilson"))] for (k, n), c in product(COUNTS, levels)]
    yield "newcombe", [
        [a, n, b, m, *floats(confint_proportions_2indep(a, n, b, m, method="newcomb", compare="diff", alpha=0.05))]
        for (a, n), (b, m) in product(COUNTS, COUNTS)]
    yield "newcombePaired", [[*pairs, c, *floats(newcombe_paired(*pairs, Z[c]))] for pairs, c in product(PAIRS, levels)]
    yield "macro", [[strata, c, *floats(macro(strata, Z[c]))] for strata, c in product(STRATA, levels)]
    yield "mcnemar", [[a, b, float(exact_p(a, b)), float(mid_p(a, b))] for a, b in DISCORDANT]
    yield "holm", [[ps, floats(multipletests(ps, method="holm")[1]) if ps else []] for ps in P_VALUES]
    yield "normal", [[p, float(stats.norm.ppf(p))] for p in (1e-12, 0.001, 0.025, 0.05, 0.3, 0.5, 0.9, 0.975, 0.9999)]
    yield "normalTail", [[z, float(stats.norm.sf(z))] for z in (0, 0.1, 1, 1.96, 2.2, 5, 12.7)]
    yield "student", [
        [c, df, float(student(c, df))]
        for c, df in product((0.5, 0.9, 0.95, 0.999), (1, 2, 3, 10, 199, 100000))]
    yield "mean", [[x, *mean(x)] for x in SAMPLES]
    yield "quantiles", [
        [x, p, float(numpy.quantile(x, p, method="linear")), float(numpy.quantile(x, p, method="inverted_cdf"))]
        for x, p in product([[4, 4, 4], [7], [1, 2, 2, 3, 10, 50]], (0, 0.05, 0.25, 0.5, 0.75, 0.99, 1))]
    yield "auroc", [[x, y, float(auroc(x, y))] for x, y in LEVELS]
    yield "power", [
        [n, d, psi, float(power(n, d, psi))]
        for n, d, psi in [(1, 0.5, 0.5), (6, 1, 1), (5, 1, 1), (20, 0.2, 0.3), (50, -0.1, 0.2), (200, 0.05, 0.1),
                          (200, 0, 0.1), (200, 0.05, 0.05), (400, 0.03, 0.08), (1500, 0.01, 0.03)]]


if __name__ == "__main__":
    versions = {module.__name__: module.__version__ for module in (scipy, statsmodels, numpy)}
    lines = [f'  "versions": {json.dumps(versions)}']
    for name, rows in references():
        lines.append(f'  "{name}": [\n' + ",\n".join(f"    {json.dumps(row)}" for row in rows) + "\n  ]")
    print("{\n" + ",\n".join(lines) + "\n}")
