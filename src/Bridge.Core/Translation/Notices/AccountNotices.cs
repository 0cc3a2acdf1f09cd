using Bridge.Core.Events;
using static Bridge.Core.Events.EventProperties;

namespace Bridge.Core.Translation.Notices;

/// <summary>The fields about the account, its numbers, its business and what it has set up.</summary>
internal static class AccountNotices
{
    private static readonly Notice.Member Number = new(DisplayPhoneNumber, "display_phone_number");
    private static readonly Notice.Member Event = new(NoticeEvent, "event");
    private static readonly Notice.Member NoticeStatus = new(Status, "status");

    public static Notice Update { get; } =
        new(
            "account.*",
            "Something happened to the WhatsApp Business Account: restricted, violated a policy, linked, a partner came or "
                + "went, and the like.",
            Event,
            new(DisplayPhoneNumber, "phone_number"),
            new(BusinessCountry, "country"),
            new(ViolationType, "violation_info.violation_type"),
            new(RestrictionType, "restriction_info.restriction_type"),
            new(ExpiresAt, "restriction_info.expiration"),
            new(BanState, "ban_info.waba_ban_state"),
            new(BannedAt, "ban_info.waba_ban_date"),
            new(Reason, "disconnection_info.reason", "account_offboarded.reason", "account_reconnected.reason", "reason"),
            new(InitiatedBy, "disconnection_info.initiated_by"),
            new(AccountId, "waba_info.waba_id", "account_offboarded.waba_id", "account_reconnected.waba_id", "waba_id"),
            new(OwnerBusinessId, "waba_info.owner_business_id"),
            new(PartnerAppId, "waba_info.partner_app_id"),
            new(SolutionId, "waba_info.solution_id"),
            new(AdAccountId, "waba_info.ad_account_linked"),
            new(Status, "partner_client_certification_info.status"),
            new(PricingCategory, "volume_tier_info.pricing_category"),
            new(Tier, "volume_tier_info.tier"),
            new(Region, "volume_tier_info.region"),
            new(EffectiveMonth, "volume_tier_info.effective_month"),
            new(EffectiveAt, "auth_international_rate_eligibility.start_time")
        )
        {
            Times =
            [
                "account_offboarded.timestamp",
                "account_reconnected.timestamp",
                "ban_info.waba_ban_date",
                "volume_tier_info.tier_update_time",
            ],
            Kinds = ["account_offboarded", "account_reconnected"],
        };

    public static Notice Alert { get; } =
        new(
            "account.alert",
            "Meta warns of something about the account, a number or the business.",
            new(EntityType, "entity_type"),
            new(EntityId, "entity_id"),
            new(AlertSeverity, "alert_info.alert_severity"),
            new(AlertState, "alert_info.alert_status"),
            new(AlertType, "alert_info.alert_type")
        );

    public static Notice Review { get; } =
        new("account.review_update", "Meta reviewed the account.", new Notice.Member(Decision, "decision"));

    public static Notice Settings { get; } =
        new(
            "account.settings_update",
            "A number's settings changed.",
            new(SettingsType, "type"),
            new(CallingStatus, "phone_number_settings.calling.status")
        );

    public static Notice Capability { get; } =
        new(
            "business.capability_update",
            "What the business may do changed.",
            new(MaxDailyConversations, "max_daily_conversations_per_business"),
            new(MaxDailyConversationsPerPhone, "max_daily_conversation_per_phone"),
            new(MaxPhoneNumbers, "max_phone_numbers_per_business"),
            new(MaxPhoneNumbersPerAccount, "max_phone_numbers_per_waba")
        );

    public static Notice BusinessStatus { get; } =
        new("business.*", "Something happened to the business.", Event, new(BusinessId, "business_id"));

    public static Notice BusinessUsername { get; } =
        new(
            "business.username_update",
            "The business's user name was approved, reserved or deleted.",
            Number,
            NoticeStatus,
            new(BusinessUsernameProperty, "username")
        );

    public static Notice NumberName { get; } =
        new(
            "phone_number.name_update",
            "Meta decided on a number's display name.",
            Number,
            new(Decision, "decision"),
            new(VerifiedName, "requested_verified_name"),
            new(RejectionReason, "rejection_reason")
        );

    public static Notice NumberQuality { get; } =
        new(
            "phone_number.quality_update",
            "A number's quality or messaging limit changed.",
            Number,
            Event,
            new(PreviousLimit, "old_limit"),
            new(CurrentLimit, "current_limit"),
            new(MaxDailyConversations, "max_daily_conversations_per_business")
        );

    public static Notice Security { get; } = new("security.*", "A number's PIN was changed, or a reset of it asked for.", Number, Event);

    public static Notice Payment { get; } =
        new(
            "payment.configuration_update",
            "A payment configuration changed.",
            NoticeStatus,
            new(ConfigurationName, "configuration_name"),
            new(ProviderName, "provider_name")
        )
        {
            Times = ["updated_timestamp", "created_timestamp"],
        };

    public static Notice Partner { get; } =
        new("partner.*", "A partner solution was made or changed.", Event, new(SolutionId, "solution_id"), new(Status, "solution_status"));

    public static Notice Campaign { get; } =
        new(
            "campaign.status_update",
            "A marketing campaign changed its status.",
            new(CampaignId, "campaign_id"),
            new(CampaignName, "campaign_name"),
            new(PreviousStatus, "old_status"),
            new(Status, "new_status"),
            new(Reason, "paused_reasons"),
            new(CompleteReason, "complete_reason")
        );

    public static Notice Flow { get; } =
        new(
            "flow.alert",
            "A flow changed its status, or its endpoint or clients fail or are slow.",
            Event,
            new(FlowId, "flow_id"),
            new(PreviousStatus, "old_status"),
            new(Status, "new_status"),
            new(AlertState, "alert_state"),
            new(Threshold, "threshold"),
            new(RequestsCount, "requests_count"),
            new(ErrorRate, "error_rate"),
            new(Availability, "availability"),
            new(LatencyP50, "p50_latency"),
            new(LatencyP90, "p90_latency")
        );

    public static IEnumerable<EventDefinition> All =>
        [
            .. from notice in new[]
            {
                Update,
                Alert,
                Review,
                Settings,
                Capability,
                BusinessStatus,
                BusinessUsername,
                NumberName,
                NumberQuality,
                Security,
                Payment,
                Partner,
                Campaign,
                Flow,
            }
            select notice.Event,
        ];
}
