-- Neovim (0.7 or newer) as a client of `drydock lsp --stdio`, with nothing but Neovim's own LSP client:
--   SERVER='["node","dist/drydock.cjs","lsp","--stdio"]' nvim --clean --headless -u neovim.lua Dockerfile
-- It does what a person does (reads the diagnostics, hovers, completes, applies a code action) and prints one JSON line for each step;
-- it ends with exit code 1 when a step has no answer.
local function tell(step, value)
  io.stdout:write(vim.json.encode({ step = step, value = value }) .. '\n')
end

local function fail(why)
  tell('error', why)
  vim.cmd('cquit 1')
end

local function run(buffer, client)
  local document = { uri = vim.uri_from_bufnr(buffer) }

  local function ask(method, params)
    local answers, problem = vim.lsp.buf_request_sync(buffer, method, params, 10000)
    local answer = answers and answers[client]
    if not answer or answer.error then
      fail({ method = method, problem = problem or vim.inspect(answer) })
    end
    return answer.result
  end

  local function wait_for_diagnostics(wanted, why)
    if not vim.wait(20000, function() return wanted(vim.diagnostic.get(buffer)) end, 20) then
      fail(why)
    end
  end

  wait_for_diagnostics(function(list) return #list > 0 end, 'no diagnostics came')
  local diagnostics = vim.diagnostic.get(buffer)
  tell('diagnostics', vim.tbl_map(function(d)
    return { line = d.lnum, column = d.col, code = d.code or d.user_data.lsp.code, message = d.message }
  end, diagnostics))

  local keyword = { line = 0, character = 1 }
  tell('hover', ask('textDocument/hover', { textDocument = document, position = keyword }).contents)

  -- Type a new last line, as a person would, and complete it.
  local last = vim.api.nvim_buf_line_count(buffer)
  vim.api.nvim_buf_set_lines(buffer, last, last, false, { 'WORK' })
  local completion = ask('textDocument/completion', { textDocument = document, position = { line = last, character = 4 } })
  tell('completion', vim.tbl_map(function(item) return item.label end, completion.items or completion))
  vim.api.nvim_buf_set_lines(buffer, last, last + 1, false, {})

  local first = vim.tbl_filter(function(d) return (d.code or d.user_data.lsp.code) == 'StageNameCasing' end, diagnostics)[1]
  if not first then
    fail('no StageNameCasing')
  end
  local range = { start = { line = first.lnum, character = first.col }, ['end'] = { line = first.end_lnum, character = first.end_col } }
  local context = { diagnostics = { { range = range, message = first.message, severity = first.severity, code = 'StageNameCasing', source = first.source } } }
  local actions = ask('textDocument/codeAction', { textDocument = document, range = range, context = context })
  tell('codeActions', vim.tbl_map(function(action) return action.title end, actions))
  local fix = vim.tbl_filter(function(action) return action.kind == 'quickfix' and action.edit end, actions)[1]
  if not fix then
    fail('no quick fix with an edit')
  end
  vim.lsp.util.apply_workspace_edit(fix.edit, 'utf-16') -- the editor's own code applies it
  tell('text', vim.api.nvim_buf_get_lines(buffer, 0, -1, false))

  wait_for_diagnostics(function(list)
    return #vim.tbl_filter(function(d) return d.message:find('Stage name') end, list) == 0
  end, 'the diagnostic stays after its fix')
  tell('fixed', true)

  vim.lsp.stop_client(client)
  vim.wait(5000, function() return vim.lsp.client_is_stopped(client) end, 20)
  tell('stopped', vim.lsp.client_is_stopped(client))
  vim.cmd('qall!')
end

vim.api.nvim_create_autocmd('VimEnter', {
  callback = function()
    local buffer = vim.api.nvim_get_current_buf()
    vim.bo[buffer].filetype = 'dockerfile'
    local client = vim.lsp.start_client({
      name = 'drydock',
      cmd = vim.json.decode(os.getenv('SERVER')),
      root_dir = vim.fn.getcwd(),
      get_language_id = function() return 'dockerfile' end,
    })
    if not client then
      return fail('the server did not start')
    end
    vim.lsp.buf_attach_client(buffer, client)
    vim.defer_fn(function()
      local ok, problem = pcall(run, buffer, client)
      if not ok then
        fail(problem)
      end
    end, 50)
  end,
})
