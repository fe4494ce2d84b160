import { testRule } from '../../support/ruleTester.ts';

const message = 'error LineTooLong: dockerfile line greater than max allowed size of 65535';
const long = 'a'.repeat(65_536);

testRule('LineTooLong', {
  invalid: [
    { name: 'a long line of an instruction', text: `FROM alpine\nLABEL x=${long}\n#~@0+65544 ${message}\n` },
    { name: 'a long comment', text: `FROM alpine\n# ${long}\n#~@0+65538 ${message}\nRUN a\n` },
    { name: 'a line whose bytes are too many', text: `FROM alpine\nLABEL x=${'\u20ac'.repeat(21_850)}\n#~@0+21858 ${message}\n` },
  ],
  valid: [
    { name: 'the longest line there may be', text: `FROM alpine\nLABEL x=${'a'.repeat(65_535 - 9)}\n` },
    { name: 'a long instruction over several lines', text: `FROM alpine\nRUN a \\\n${`${'b'.repeat(30_000)} \\\n`.repeat(3)} c\n` },
  ],
});
