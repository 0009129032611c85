/**
 * The coefficients of the mediators' and the outcome's equations from sums of products, and the effects they make.
 *
 * m_k = base + a_k d + e_k;  y = base + c'd + Σ b_k m_k + Σ g_k d m_k + u. Comparing treatments d₀ and d₁, Δ = d₁ − d₀:
 *   indirect_k(d) = Δ a_k (b_k + g_k d);  direct(d) = Δ (c' + Σ g_k (m̄_k + a_k (d − d̄)));
 *   total = indirect(d₁) + direct(d₀).
 * All are linear in each coefficient, so a central difference of any width is their exact derivative.
 * Papers: Imai, Keele, Tingley (2010), doi:10.1037/a0020761; VanderWeele and Vansteelandt (2014),
 * doi:10.1515/em-2012-0010. Reproduces R's mediation (closed forms 1e-8). Cost O(K³) per solve.
 */

import { unfold } from './resampling-moments.ts';

/** Which columns stand in the equations. */
export interface PathLayout {
  /** K of the moments, the outcome last. */
  readonly size: number;
  readonly half: number;
  /** Columns of the mediators' equations, the treatment last. */
  readonly base: readonly number[];
  readonly mediators: readonly number[];
  /** Treatment × mediator, one per mediator, or none at all. */
  readonly products: readonly number[];
  /** Place of each mediator among all mediators given, for its mean. */
  readonly places: readonly number[];
  readonly compare: readonly [number, number];
  /** The first of the base columns is the intercept. */
  readonly intercept: boolean;
}

/** Position of the coefficients in a vector of paths: a, m̄, b, g (K each), c', d̄. */
export const pathCount = (mediators: number): number => 4 * mediators + 2;

/** Share of a column that must be left beside those before it. */
const RANK = 1e-11;

/** Answers the vector of paths of given sums, undefined where a column depends on others. */
export function createPathSolver(layout: PathLayout): (sums: Float64Array) => Float64Array | undefined {
  const { size, half, base, mediators, products, places } = layout;
  const order = [...base, ...mediators, ...products, size - 1];
  const count = order.length;
  const predictors = count - 1;
  const treatment = base.length - 1;
  const full = new Float64Array(size * size);
  const lower = new Float64Array(count * count);
  const solved = new Float64Array(count);
  const chosen = mediators.length;
  return (sums) => {
    unfold(sums, 0, size, full);
    for (let row = 0; row < count; row++) {
      for (let column = 0; column <= row; column++) {
        let sum = full[order[row]! * size + order[column]!]!;
        const own = sum;
        for (let at = 0; at < column; at++) sum -= lower[row * count + at]! * lower[column * count + at]!;
        if (row > column) lower[row * count + column] = sum / lower[column * count + column]!;
        else if (row === predictors) break;
        else if (sum > RANK * own) lower[row * count + row] = Math.sqrt(sum);
        // A covariate or dummy without variation in a draw drops out of it; a treatment or mediator cannot.
        else if (row < treatment) lower[row * count + row] = Number.POSITIVE_INFINITY;
        else return undefined;
      }
    }
    for (let row = predictors - 1; row >= treatment; row--) {
      let sum = lower[predictors * count + row]!;
      for (let at = row + 1; at < predictors; at++) sum -= lower[at * count + row]! * solved[at]!;
      solved[row] = sum / lower[row * count + row]!;
    }
    const paths = new Float64Array(pathCount(chosen));
    const mass = sums[half]!;
    for (let at = 0; at < chosen; at++) {
      const row = base.length + at;
      paths[at] = lower[row * count + treatment]! / lower[treatment * count + treatment]!;
      paths[chosen + at] = sums[half + 2 + places[at]!]! / mass;
      paths[2 * chosen + at] = solved[row]!;
      paths[3 * chosen + at] = products.length > 0 ? solved[row + chosen]! : 0;
    }
    paths[4 * chosen] = solved[treatment]!;
    paths[4 * chosen + 1] = sums[half + 1]! / mass;
    return paths;
  };
}

/** Effects before those of single mediators: total, then direct and indirect for control, treated, average. */
export const WHOLE_EFFECTS = 7;
/** Effects per mediator: indirect for control, treated, average; a; its effect on the outcome for the same three. */
export const MEDIATOR_EFFECTS = 7;

/** Every effect a vector of paths makes, in scaled units. */
export function effectsOf(paths: Float64Array, layout: PathLayout, into?: Float64Array): Float64Array {
  const chosen = layout.mediators.length;
  const [low, high] = layout.compare;
  const step = high - low;
  const effects = into ?? new Float64Array(WHOLE_EFFECTS + MEDIATOR_EFFECTS * chosen);
  const middle = paths[4 * chosen + 1]!;
  let directLow = paths[4 * chosen]!;
  let directHigh = directLow;
  let indirectLow = 0;
  let indirectHigh = 0;
  for (let at = 0; at < chosen; at++) {
    const [a, mean] = [paths[at]!, paths[chosen + at]!];
    const [b, g] = [paths[2 * chosen + at]!, paths[3 * chosen + at]!];
    const [bLow, bHigh] = [b + g * low, b + g * high];
    directLow += g * (mean + a * (low - middle));
    directHigh += g * (mean + a * (high - middle));
    indirectLow += step * a * bLow;
    indirectHigh += step * a * bHigh;
    const to = WHOLE_EFFECTS + MEDIATOR_EFFECTS * at;
    effects[to] = step * a * bLow;
    effects[to + 1] = step * a * bHigh;
    effects[to + 2] = (step * a * (bLow + bHigh)) / 2;
    effects[to + 3] = a;
    effects[to + 4] = bLow;
    effects[to + 5] = bHigh;
    effects[to + 6] = (bLow + bHigh) / 2;
  }
  effects[0] = indirectHigh + step * directLow;
  effects[1] = step * directLow;
  effects[2] = step * directHigh;
  effects[3] = (step * (directLow + directHigh)) / 2;
  effects[4] = indirectLow;
  effects[5] = indirectHigh;
  effects[6] = (indirectLow + indirectHigh) / 2;
  return effects;
}

/** The derivative of every effect by every path: one array of paths per effect. */
export function effectGradients(paths: Float64Array, layout: PathLayout): Float64Array[] {
  const effects = effectsOf(paths, layout).length;
  const gradients = Array.from({ length: effects }, () => new Float64Array(paths.length));
  for (let path = 0; path < paths.length - 1; path++) {
    const moved = (by: number): Float64Array => {
      const next = Float64Array.from(paths);
      next[path]! += by;
      return effectsOf(next, layout);
    };
    const [up, down] = [moved(1), moved(-1)];
    for (let effect = 0; effect < effects; effect++)
      gradients[effect]![path] = (up[effect]! - down[effect]!) / 2;
  }
  return gradients;
}
