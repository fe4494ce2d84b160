/** `FROM --platform` with something that is no platform. */
import { Phase } from '../phase.ts';
import { defineRule, ownUrl, type StageRule } from '../rule.ts';
import { parsePlatform } from '../support/platform.ts';
import { nearest, withSuggestion } from '../support/suggest.ts';

export const invalidPlatform: StageRule = defineRule({
  code: 'InvalidPlatform',
  family: 'validity',
  summary: 'A platform is os, os/architecture or os/architecture/variant',
  url: ownUrl('InvalidPlatform'),
  severity: 'error',
  status: { stable: '0.1.0' },
  fixable: 'never',
  scope: 'stage',
  on: ['FROM'],
  phase: Phase.bases,
  check({ evaluation, report }) {
    const [word] = evaluation.inRole('platform');
    if (!word || word.failure) return;
    const keys = evaluation.env.keys();
    const near = [...word.unmatched].map((name) => nearest(name, keys)).find((name) => name !== undefined);
    const options = { step: 2 * word.order + 1 };
    if (word.text === '') {
      report(word.range, withSuggestion(`empty platform value from expression ${word.raw}`, near), options);
      return;
    }
    const platform = parsePlatform(word.text);
    if (typeof platform === 'string') report(word.range, `failed to parse platform ${word.raw}: ${withSuggestion(platform, near)}`, options);
  },
});
