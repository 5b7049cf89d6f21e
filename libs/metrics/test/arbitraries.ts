import fc from 'fast-check';

/** Labels with both classes and scores at few levels, so that ties are the rule. */
export const tiedExamples = fc
  .array(fc.record({ label: fc.constantFrom(0, 1), level: fc.integer({ min: 0, max: 6 }) }), {
    minLength: 2,
    maxLength: 40,
  })
  .filter((examples) => new Set(examples.map(({ label }) => label)).size === 2)
  .map((examples) => ({
    labels: examples.map(({ label }) => label),
    scores: examples.map(({ level }) => level / 6),
  }));
