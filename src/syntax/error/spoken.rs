//! What the rules of the grammar are called in messages.

use super::Rule;

/// How a rule is spoken of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spoken {
    /// A keyword or a sign, in backticks.
    Sign(&'static str),
    /// Something made of several.
    Thing(&'static str),
    /// What continues an expression.
    Operator,
    /// What may follow a call.
    Clause,
    /// What may stand before the body of a `map`.
    MapClause,
    /// Where the text ends that is read.
    End,
    /// Of no use to a reader.
    Silent,
}

/// How `rule` is spoken of. Every rule is listed, so that a new one is given its words.
pub(super) fn spoken(rule: Rule) -> Spoken {
    use Spoken::{Clause, End, MapClause, Operator, Sign, Silent, Thing};
    match rule {
        Rule::kw_import => Sign("`import`"),
        Rule::kw_from => Sign("`from`"),
        Rule::kw_param => Sign("`param`"),
        Rule::kw_const => Sign("`const`"),
        Rule::kw_type => Sign("`type`"),
        Rule::kw_error => Sign("`error`"),
        Rule::kw_lambda => Sign("`lambda`"),
        Rule::kw_activity => Sign("`activity`"),
        Rule::kw_resource => Sign("`resource`"),
        Rule::kw_fn => Sign("`fn`"),
        Rule::kw_workflow => Sign("`workflow`"),
        Rule::kw_test => Sign("`test`"),
        Rule::kw_let => Sign("`let`"),
        Rule::kw_var => Sign("`var`"),
        Rule::kw_while => Sign("`while`"),
        Rule::kw_for => Sign("`for`"),
        Rule::kw_in => Sign("`in`"),
        Rule::kw_wait => Sign("`wait`"),
        Rule::kw_until => Sign("`until`"),
        Rule::kw_mock => Sign("`mock`"),
        Rule::kw_then => Sign("`then`"),
        Rule::kw_returns => Sign("`returns`"),
        Rule::kw_fails => Sign("`fails`"),
        Rule::kw_after => Sign("`after`"),
        Rule::kw_heartbeats => Sign("`heartbeats`"),
        Rule::kw_times => Sign("`times`"),
        Rule::kw_out => Sign("`out`"),
        Rule::kw_expect => Sign("`expect`"),
        Rule::kw_if => Sign("`if`"),
        Rule::kw_else => Sign("`else`"),
        Rule::kw_match => Sign("`match`"),
        Rule::kw_parallel => Sign("`parallel`"),
        Rule::kw_loop => Sign("`loop`"),
        Rule::kw_map => Sign("`map`"),
        Rule::kw_try => Sign("`try`"),
        Rule::kw_finally => Sign("`finally`"),
        Rule::kw_return => Sign("`return`"),
        Rule::kw_break => Sign("`break`"),
        Rule::kw_continue => Sign("`continue`"),
        Rule::kw_fail => Sign("`fail`"),
        Rule::kw_retry => Sign("`retry`"),
        Rule::kw_catch => Sign("`catch`"),
        Rule::kw_on => Sign("`on`"),
        Rule::kw_string => Sign("`string`"),
        Rule::kw_timeout => Sign("`timeout`"),
        Rule::kw_heartbeat => Sign("`heartbeat`"),
        Rule::kw_role => Sign("`role`"),
        Rule::kw_every => Sign("`every`"),
        Rule::kw_attempts => Sign("`attempts`"),
        Rule::kw_backoff => Sign("`backoff`"),
        Rule::kw_cap => Sign("`cap`"),
        Rule::kw_jitter => Sign("`jitter`"),
        Rule::kw_concurrency => Sign("`concurrency`"),
        Rule::kw_tolerate => Sign("`tolerate`"),
        Rule::kw_distributed => Sign("`distributed`"),
        Rule::kw_express => Sign("`express`"),
        Rule::kw_select => Sign("`select`"),
        Rule::kw_batch => Sign("`batch`"),
        Rule::kw_bytes => Sign("`bytes`"),
        Rule::kw_label => Sign("`label`"),
        Rule::kw_results => Sign("`results`"),
        Rule::kw_to => Sign("`to`"),
        Rule::kw_as => Sign("`as`"),
        Rule::kw_is => Sign("`is`"),
        Rule::open_brace => Sign("`{`"),
        Rule::close_brace => Sign("`}`"),
        Rule::open_paren => Sign("`(`"),
        Rule::close_paren => Sign("`)`"),
        Rule::open_bracket => Sign("`[`"),
        Rule::close_bracket => Sign("`]`"),
        Rule::comma => Sign("`,`"),
        Rule::colon => Sign("`:`"),
        Rule::equals => Sign("`=`"),
        Rule::bar => Sign("`|`"),
        Rule::dots => Sign("`...`"),
        Rule::fat_arrow => Sign("`=>`"),
        Rule::thin_arrow => Sign("`->`"),
        Rule::optional_mark => Sign("`?`"),
        Rule::percent => Sign("`%`"),
        Rule::item
        | Rule::import_decl
        | Rule::param_decl
        | Rule::const_decl
        | Rule::type_decl
        | Rule::error_decl
        | Rule::retry_decl
        | Rule::lambda_decl
        | Rule::activity_decl
        | Rule::resource_decl
        | Rule::fn_decl
        | Rule::workflow_decl
        | Rule::test_decl => Thing("a declaration"),
        Rule::statement
        | Rule::let_stmt
        | Rule::var_stmt
        | Rule::while_stmt
        | Rule::for_stmt
        | Rule::wait_until_stmt
        | Rule::wait_stmt
        | Rule::mock_stmt
        | Rule::expect_stmt
        | Rule::expr_stmt => Thing("a statement"),
        Rule::doc | Rule::doc_line => Thing("a doc comment"),
        Rule::attribute => Thing("an attribute"),
        Rule::name
        | Rule::name_pattern
        | Rule::import_name
        | Rule::attribute_name
        | Rule::binding_index
        | Rule::lambda_param
        | Rule::label_name
        | Rule::reserved
        | Rule::word
        | Rule::mock_target
        | Rule::branch_name
        | Rule::target_path
        | Rule::rest_pattern => Thing("a name"),
        Rule::import_names => Thing("names in `{ }`"),
        Rule::params => Thing("parameters in `( )`"),
        Rule::fn_param => Thing("a parameter"),
        Rule::ignore
        | Rule::object_pattern
        | Rule::list_pattern
        | Rule::pattern_field
        | Rule::key_pattern
        | Rule::binding => Thing("a pattern"),
        Rule::error_names | Rule::error_name | Rule::dotted => Thing("an error name"),
        Rule::retry_group => Thing("`on`"),
        Rule::target => Thing("a string or a name"),
        Rule::resource_type => Thing("a resource type"),
        Rule::mock_returns | Rule::mock_fails | Rule::mock_times_out => Thing("an answer"),
        Rule::block => Thing("a block"),
        Rule::head
        | Rule::expr
        | Rule::operand
        | Rule::chain
        | Rule::prefix
        | Rule::lambda
        | Rule::lambda_params
        | Rule::paren
        | Rule::list
        | Rule::object
        | Rule::if_expr
        | Rule::match_expr
        | Rule::parallel_expr
        | Rule::loop_expr
        | Rule::map_expr
        | Rule::try_expr
        | Rule::return_expr
        | Rule::break_expr
        | Rule::continue_expr
        | Rule::fail_expr
        | Rule::raw
        | Rule::null_word
        | Rule::true_word
        | Rule::false_word
        | Rule::negative
        | Rule::number
        | Rule::duration
        | Rule::decimal
        | Rule::label
        | Rule::spread => Thing("an expression"),
        Rule::string | Rule::text_block => Thing("a string"),
        Rule::named_arg | Rule::named_arg_only => Thing("an argument"),
        Rule::field_entry | Rule::computed_entry | Rule::shorthand => Thing("an entry"),
        Rule::key | Rule::key_word => Thing("a key"),
        Rule::field_name | Rule::no_name => Thing("a field name"),
        Rule::arm | Rule::arm_pattern => Thing("an arm"),
        Rule::branch => Thing("a branch"),
        Rule::label_use => Thing("a label"),
        Rule::ty
        | Rule::ty_single
        | Rule::ty_paren
        | Rule::ty_list
        | Rule::ty_record
        | Rule::ty_object => Thing("a type"),
        Rule::ty_field => Thing("a field"),
        Rule::unit => Thing("a unit (`s`, `m`, `h` or `d`)"),
        Rule::close => Thing("`}`"),
        Rule::EOI => End,
        Rule::escape => Thing("an escape"),
        Rule::string_text | Rule::block_text | Rule::raw_text | Rule::interpolation => {
            Thing("text")
        }
        Rule::infix
        | Rule::minus
        | Rule::as_type
        | Rule::is_type
        | Rule::member
        | Rule::index
        | Rule::call_args
        | Rule::assign_op
        | Rule::question => Operator,
        Rule::retry_option
        | Rule::timeout_clause
        | Rule::heartbeat_clause
        | Rule::role_clause
        | Rule::retry_clause
        | Rule::catch_clause => Clause,
        Rule::concurrency_clause
        | Rule::tolerate_clause
        | Rule::distributed_clause
        | Rule::select_clause
        | Rule::batch_bytes
        | Rule::batch_clause
        | Rule::label_clause
        | Rule::results_clause => MapClause,
        Rule::file
        | Rule::stray_lambda
        | Rule::guard
        | Rule::arm_statement
        | Rule::else_block
        | Rule::finally_block
        | Rule::catch_binding
        | Rule::bad_escape
        | Rule::unclosed
        | Rule::missing_comma
        | Rule::bad_declaration
        | Rule::bad_statement
        | Rule::bad_arm
        | Rule::bad_branch
        | Rule::bad_item
        | Rule::bad_value
        | Rule::bad_param
        | Rule::bad_entry
        | Rule::bad_entry_value
        | Rule::entries_in_block
        | Rule::bad_tail
        | Rule::bad_head
        | Rule::bad_for_head
        | Rule::endless_text
        | Rule::right
        | Rule::bad_lines
        | Rule::bad_line
        | Rule::broken
        | Rule::arm_line
        | Rule::inner_declaration
        | Rule::bad_map_head
        | Rule::bad_map_clauses
        | Rule::map_head_piece
        | Rule::word_behind
        | Rule::foreign_lead
        | Rule::foreign_start
        | Rule::foreign_fn
        | Rule::foreign_colon
        | Rule::foreign_arrow
        | Rule::foreign_else_if
        | Rule::foreign_catch
        | Rule::bad_result
        | Rule::torn_statement
        | Rule::torn_arm
        | Rule::torn_declaration
        | Rule::statement_word
        | Rule::fat_result
        | Rule::group
        | Rule::paren_group
        | Rule::inner
        | Rule::lax_string
        | Rule::lax_raw
        | Rule::WHITESPACE
        | Rule::comment
        | Rule::again
        | Rule::operation
        | Rule::next_operand
        | Rule::simple
        | Rule::spaced
        | Rule::over
        | Rule::goes_on
        | Rule::spaced_link
        | Rule::operator_start
        | Rule::spaced_start
        | Rule::link
        | Rule::plain_link
        | Rule::any_link
        | Rule::more_args
        | Rule::lambda_start
        | Rule::otherwise
        | Rule::head_start
        | Rule::declaration
        | Rule::param_or_bad
        | Rule::annotation
        | Rule::result
        | Rule::end
        | Rule::statement_body
        | Rule::mock_answer
        | Rule::mock_beats
        | Rule::value
        | Rule::pattern
        | Rule::pattern_item
        | Rule::arg
        | Rule::arg_end
        | Rule::lambda_head
        | Rule::primary
        | Rule::list_item
        | Rule::list_end
        | Rule::entries
        | Rule::entry
        | Rule::entry_value
        | Rule::entry_separator
        | Rule::entry_end
        | Rule::arm_body
        | Rule::arm_end
        | Rule::map_clause
        | Rule::map_value
        | Rule::clauses
        | Rule::clause_start
        | Rule::before_clause
        | Rule::before_group
        | Rule::before_body
        | Rule::clause
        | Rule::ty_primary
        | Rule::text
        | Rule::raw_string
        | Rule::word_start
        | Rule::letters
        | Rule::word_part
        | Rule::clause_word_end
        | Rule::line
        | Rule::indent
        | Rule::gap
        | Rule::lead
        | Rule::plain_comment
        | Rule::space
        | Rule::doc_start
        | Rule::recovering
        | Rule::no_decl_head
        | Rule::decl_head
        | Rule::head_words
        | Rule::blanks
        | Rule::line_rest
        | Rule::share_end
        | Rule::map_word
        | Rule::lead_in
        | Rule::chunk
        | Rule::bad_piece
        | Rule::opener
        | Rule::rest
        | Rule::entry_line
        | Rule::more_line
        | Rule::arm_piece
        | Rule::item_piece
        | Rule::statement_line
        | Rule::entry_piece
        | Rule::head_piece
        | Rule::any_bracket_or_quote
        | Rule::strict => Silent,
        Rule::only_declaration => Thing("a declaration"),
        Rule::only_statement => Thing("a statement"),
        Rule::only_arm => Thing("an arm"),
        Rule::only_branch => Thing("a branch"),
        Rule::only_argument => Thing("an argument"),
        Rule::only_entry => Thing("an entry"),
        Rule::only_param => Thing("a parameter"),
        Rule::only_expr => Thing("an expression"),
        Rule::only_binding => Thing("a pattern"),
        Rule::only_catch_head => Thing("an error name"),
        Rule::only_type => Thing("a type"),
        Rule::only_map_head => Thing("a pattern"),
        Rule::only_map_clauses => MapClause,
    }
}
