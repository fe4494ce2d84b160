import { testRule } from '../../support/ruleTester.ts';

testRule('HeredocDestination', {
  invalid: [
    {
      text: [
        'FROM alpine',
        'COPY app.js <<EOF',
        '#~          ^^^^^ error HeredocDestination: COPY cannot accept a heredoc as a destination',
        'EOF',
        '',
      ].join('\n'),
    },
  ],
  valid: [
    'FROM alpine\nCOPY <<EOF /app/config\na=b\nEOF\n',
  ],
});
