import { describe, expect, it } from 'vitest';
import { approximateGradient, approximateHessian, approximateJacobian, minimise } from './index.ts';

const rosenbrock = (point: Float64Array): number =>
  (1 - point[0]!) ** 2 + 100 * (point[1]! - point[0]! ** 2) ** 2;

describe('the minimiser', () => {
  it('finds the end of a curved valley to many digits', () => {
    const { kind, point, value } = minimise(rosenbrock, Float64Array.of(-1.2, 1));
    expect(kind).toBe('converged');
    expect(point[0]).toBeCloseTo(1, 9);
    expect(point[1]).toBeCloseTo(1, 9);
    expect(value).toBeLessThan(1e-18);
  });

  it('steps back where the objective has no value', () => {
    const barrier = (point: Float64Array): number =>
      point[0]! > 0 ? point[0]! - Math.log(point[0]!) : Number.POSITIVE_INFINITY;
    expect(minimise(barrier, Float64Array.of(30)).point[0]).toBeCloseTo(1, 9);
  });

  it('settles at the middle of a function that does not care for signs', () => {
    const { kind, point } = minimise((at) => Math.log(1 + at[0]! ** 2), Float64Array.of(0.7));
    expect(kind).toBe('converged');
    expect(point[0]).toBeCloseTo(0, 6);
  });

  it('says when it ran out of steps', () => {
    expect(minimise(rosenbrock, Float64Array.of(-1.2, 1), { maximumSteps: 2 }).kind).toBe('step-limit');
  });
});

describe('derivatives from values', () => {
  const point = Float64Array.of(0.7, -0.4);
  const bend = (at: Float64Array): number => Math.exp(at[0]!) * Math.sin(at[1]!);

  it('agree with the exact first and second derivatives', () => {
    const [e, sine, cosine] = [Math.exp(0.7), Math.sin(-0.4), Math.cos(-0.4)];
    const gradient = approximateGradient(bend, point);
    [e * sine, e * cosine].forEach((exact, at) => {
      expect(gradient[at]).toBeCloseTo(exact, 9);
    });
    const hessian = approximateHessian(bend, point);
    [e * sine, e * cosine, e * cosine, -e * sine].forEach((exact, at) => {
      expect(hessian[at]).toBeCloseTo(exact, 7);
    });
    const [byFirst] = approximateJacobian((at) => Float64Array.of(bend(at), at[0]! ** 3), point);
    expect(byFirst![0]).toBeCloseTo(e * sine, 9);
    expect(byFirst![1]).toBeCloseTo(3 * 0.49, 9);
  });
});
